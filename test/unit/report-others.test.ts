import { describe, expect, test } from 'vitest';
import type { Other } from '../../src/recommend/document.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { renderMarkdown } from '../../src/report/markdown/report.ts';
import { othersSection } from '../../src/report/view/sections/others.ts';
import { buildReportView } from '../../src/report/view-model.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysis, recommendation } from './report-documents/judged.ts';
import { plan } from './report-documents/run-directory.ts';

const other = (over: Partial<Other>): Other => ({
  rule: 'VPA',
  history: 'test',
  sampledEveryMs: 60_000,
  field: 'request',
  valueBytes: 250 * MiB,
  why: 'its floor decides',
  refused: null,
  replayed: { outcome: 'would pass', limitBytes: 208 * MiB, why: '208Mi passed in 4 of 4 runs' },
  ...over,
});
const refusal = other({ rule: 'KRR', field: 'limit', valueBytes: null, refused: 'not enough data', why: 'not enough data' });
const fails = other({
  rule: 'KRR',
  history: 'repeated',
  field: 'limit',
  valueBytes: 150 * MiB,
  why: 'the highest instant',
  replayed: { outcome: 'would fail', limitBytes: 192 * MiB, why: '192Mi was killed' },
});

const documents = (others?: Other[], leak = analysis().leak) => ({
  analysis: analysis({ leak }),
  recommendation: recommendation(others === undefined ? {} : { others }),
  plan,
});
const tableOf = (others: Other[]) => othersSection(documents(others)).tables[0]?.rows ?? [];

describe('what others would have said', () => {
  test('is one row for each rule, with what the longer history makes of it', () => {
    const rows = tableOf([other({}), refusal, fails]);
    expect(rows.map((row) => row[0]?.text)).toEqual(['VPA', 'KRR']);
    expect(rows[1]?.[2]).toMatchObject({ text: 'refuses', tone: 'warn' });
    expect(rows[1]?.[3]?.text).toBe('150Mi limit');
    expect(rows[1]?.[4]).toMatchObject({ text: 'would fail', tone: 'bad', more: ['192Mi was killed'] });
    expect(rows[1]?.[5]).toMatchObject({ text: 'the highest instant', more: ['From this test: not enough data'] });
  });

  test('shows the test where a rule does not look back', () => {
    expect(
      tableOf([other({})])[0]
        ?.map((cell) => cell.text)
        .slice(2, 5),
    ).toEqual(['250Mi request', 'as from the test', 'would pass']);
  });

  test('tells request and limit apart, or says that they are one', () => {
    const both = (limitMiB: number) => tableOf([other({}), other({ field: 'limit', valueBytes: limitMiB * MiB })])[0]?.[2];
    expect(both(300)).toMatchObject({ text: '250Mi request', more: ['300Mi limit'] });
    expect(both(250)).toMatchObject({ text: '250Mi', more: ['both'] });
  });

  test('has nothing to replay where the rule refuses everything', () => {
    expect(tableOf([refusal])[0]?.[4]).toMatchObject({ text: 'nothing to replay' });
  });

  test('warns that rules size a leak, and only then', () => {
    const leak = { ...analysis().leak, verdict: 'leak' as const };
    expect(othersSection(documents([other({})], leak)).notes).toHaveLength(1);
    expect(othersSection(documents([other({})])).notes).toEqual([]);
  });

  test.each([
    ['a document of before', undefined],
    ['a run without a working set', [] as Other[]],
  ])('says why there is nothing: %s', (_, others) => {
    expect(othersSection(documents(others))).toMatchObject({ tables: [], paragraphs: [expect.stringContaining('working set')] });
  });

  test('names the peak that instants are to be compared with', () => {
    expect(othersSection(documents([other({})])).paragraphs.join(' ')).toContain("The kernel's own peak in them was 220Mi");
  });

  test('stands in both formats', () => {
    const view = buildReportView({ ...documents([other({}), refusal, fails]), drawn: { loose: undefined, failed: undefined, unreadable: [] } });
    for (const text of [renderHtml(view), renderMarkdown(view)]) {
      expect(text).toContain('What others would have said');
      expect(text).toContain('would fail');
      expect(text).toContain('not enough data');
    }
  });
});
