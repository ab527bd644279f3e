import { describe, expect, it } from 'vitest';
import type { HeapEvidence } from '../../src/analysis/heap/document.ts';
import { heapEvidence } from '../../src/analysis/heap/evidence.ts';
import { terminalSummary } from '../../src/report/terminal.ts';
import { cellsOf } from '../../src/report/terminal-text.ts';
import { leakSection } from '../../src/report/view/sections/leak.ts';
import { heapGrowth, heapRecording } from '../synthetic/heap.ts';
import { plan } from './report-documents/run-directory.ts';
import { verified } from './report-documents/variants.ts';

const evidence = (heapMiB: readonly [number, number], anonMiB: readonly [number, number]) =>
  heapEvidence([heapRecording(heapGrowth({ heapMiB, anonMiB }))], undefined) as HeapEvidence;
const inHeap = evidence([20, 40], [80, 102]);

function documents(heap: HeapEvidence | undefined) {
  const { analysis, ...rest } = verified();
  return { ...rest, analysis: { ...analysis, ...(heap && { heap }) }, plan };
}
const summary = (heap: HeapEvidence | undefined) => terminalSummary(documents(heap), { columns: 80, color: false }).split('\n');

describe('the heap on a terminal', () => {
  it.each([
    ['growth on the heap', inHeap],
    ['growth beside it', evidence([20, 21], [80, 150])],
    ['growth that tells nothing', evidence([20, 21], [80, 102])],
    ['no growth', evidence([20, 20], [80, 80])],
    ['a long reason why there is none', heapEvidence([], 'no room '.repeat(40)) as HeapEvidence],
  ])('takes two lines of 80 columns at most: %s', (_, heap) => {
    const lines = summary(heap);
    const more = lines.length - summary(undefined).length;
    expect([1, 2]).toContain(more);
    expect(lines.some((line) => line.startsWith('  Heap: '))).toBe(true);
    for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(80);
  });

  it('names what grew', () => {
    expect(summary(inHeap).join(' ').replaceAll(/\s+/g, ' ')).toContain(
      'Heap: +20Mi between two equal loads, 90.9 % of what the process grew by: (array) +300',
    );
  });
});

describe('the section on leaks', () => {
  it('has the constructors and says what cannot be seen, and that growth is no verdict', () => {
    const section = leakSection(documents(inHeap));
    expect(section.weight).toBe('main');
    expect(section.tables.at(-1)?.rows.map(([name]) => name?.text)).toEqual(['(array)', 'Session', '200 others together']);
    expect(section.paragraphs.join()).toContain('worker threads');
    expect(section.notes.at(-1)?.text).toContain('no leak by itself');
  });

  it('is as it was where nobody asked', () => {
    expect(leakSection(documents(undefined))).toMatchObject({ weight: 'detail', paragraphs: [], tables: [] });
  });
});
