import { expect, test } from 'vitest';
import type { Diagnosis } from '../../src/analysis/diagnosis/document.ts';
import type { Quality } from '../../src/analysis/document.ts';
import { caveatNotes } from '../../src/report/view/sections/caveats.ts';
import { diagnosisSection } from '../../src/report/view/sections/diagnosis.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { plan } from './report-documents/run-directory.ts';
import { type Judged, refuted, verified } from './report-documents/variants.ts';

const raised: Diagnosis = {
  what: 'starved',
  subject: 'starved at 128Mi without a kill',
  recordings: ['01-current'],
  limitBytes: 128 * MiB,
  cause: 'starvation',
  confidence: 'certain',
  sentence: 'pages in use were evicted',
  lookFirst: 'p99',
  actions: [
    { urgency: 'now', text: 'Raise the limit', command: 'kubectl set resources deployment/checkout -c app --limits=memory=777Mi', setsLimitBytes: 777 * MiB },
    { urgency: 'today', text: 'Look at it', command: 'kubectl top pod' },
  ],
  tellApart: '',
  rejected: [],
};

function commandsOf({ analysis, recommendation }: Judged): string[] {
  const section = diagnosisSection({ analysis: { ...analysis, diagnoses: [raised] }, recommendation, plan });
  const actions = section?.tables.find(({ caption }) => caption.startsWith('What to do'));
  return actions?.rows.map((row) => row.at(-1)?.text ?? '') ?? [];
}

test('a command that raises the limit raises it to the recommended one; other commands stay', () => {
  expect(commandsOf(verified())).toEqual([expect.stringContaining('--limits=memory=208Mi'), 'kubectl top pod']);
});

test('without a recommended limit the command keeps its estimate', () => {
  expect(commandsOf(refuted())[0]).toContain('--limits=memory=777Mi');
});

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
