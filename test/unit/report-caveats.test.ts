import { expect, test } from 'vitest';
import type { Quality } from '../../src/analysis/document.ts';
import { caveatNotes } from '../../src/report/view/sections/caveats.ts';
import { plan } from './report-documents/run-directory.ts';
import { verified } from './report-documents/variants.ts';

function labelled(notes: Quality['notes']): string[] {
  const { analysis, recommendation } = verified();
  const all = caveatNotes({ analysis: { ...analysis, quality: { ...analysis.quality, notes } }, recommendation, plan });
  return all.filter(({ label }) => notes.some(({ code }) => code === label)).map(({ text }) => text);
}

test('what many recordings say of one kind is one caveat, two kinds are two', () => {
  const restarts = [1, 2, 3].map((n) => ({ code: 'carried-over', text: `state of run ${n} was carried over` }));
  expect(labelled([...restarts, { code: 'busy-node', text: 'the node was busy' }])).toEqual([
    'state of run 1 was carried over, and 2 more of the kind: see the quality of the measurement',
    'the node was busy',
  ]);
});

test('what sampling cost makes nothing less certain', () => {
  expect(labelled([{ code: 'agent-cost', text: 'the agent on node took 2.2 % of a core and 94 MiB' }])).toEqual([]);
});
