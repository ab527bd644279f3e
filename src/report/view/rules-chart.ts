import type { Other, Recommendation } from '../../recommend/document.ts';
import type { Reference, RuleRow, RulesChart } from './chart-view.ts';
import type { Table } from './report-view.ts';
import { cell, count, measuredText, memoryText } from './wording.ts';

/** A bound of many times everything else would press the rest into a corner; it is said in words instead. */
const farBeyond = 4;

/** Numbers of other rules beside ours, by their longer history, which is the one that a cluster would run with. Empty where there is nothing to draw. */
export function rulesCharts(others: readonly Other[], recommendation: Recommendation): RulesChart[] {
  const references = referencesOf(recommendation);
  const values = others.flatMap(({ valueBytes }) => (valueBytes !== null && Number.isFinite(valueBytes) && valueBytes > 0 ? [valueBytes] : []));
  if (values.length === 0) return [];
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
  const top = farBeyond * Math.max(middle, ...references.map(({ bytes }) => bytes));
  const rows = [...Map.groupBy(others, ({ rule }) => rule)].map(([rule, all]) => rowOf(rule, all, top));
  const drawn = rows.flatMap((row) => row.values.map(({ bytes }) => bytes));
  if (drawn.length === 0) return [];
  const failing = rows.filter((row) => row.values.some(({ outcome }) => outcome === 'fail')).length;
  const description = `${count(rows.length, 'rule')}; by the runs of this test, ${count(failing, 'of them sets a number that would fail as a limit', 'of them set numbers that would fail as a limit')}.`;
  const topBytes = Math.max(...drawn, ...references.map(({ bytes }) => bytes));
  return [
    { kind: 'rules', id: 'other-rules', title: 'What each rule would set', description, table: valueTable(rows), rows, references, topBytes, spark: drawn },
  ];
}

const outcomes = { 'would pass': 'pass', 'would fail': 'fail', 'not replayed': 'unknown' } as const;

function rowOf(rule: string, all: readonly Other[], top: number): RuleRow {
  const repeated = all.filter(({ history }) => history === 'repeated');
  const shown = repeated.length > 0 ? repeated : all.filter(({ history }) => history === 'test');
  const known = shown.flatMap((row) => (row.valueBytes === null || !Number.isFinite(row.valueBytes) ? [] : [{ ...row, bytes: row.valueBytes }]));
  const beyond = known.filter(({ bytes }) => bytes > top);
  const values = known
    .filter(({ bytes }) => bytes <= top)
    .map(({ field, bytes, replayed }) => ({
      field,
      bytes,
      outcome: outcomes[replayed.outcome],
      hint: `${rule}: ${field} ${measuredText(bytes)}, ${replayed.outcome}`,
    }));
  const remark = [...(known.length === 0 ? ['refuses'] : []), ...beyond.map(({ field, bytes }) => `${field} ${measuredText(bytes)}, beyond the picture`)].join(
    ', ',
  );
  return { label: rule, values, remark };
}

const outcomeWords = { pass: 'would pass', fail: 'would fail', unknown: 'not replayed' } as const;

function valueTable(rows: readonly RuleRow[]): Table {
  return {
    caption: 'What is drawn',
    columns: [{ title: 'Rule' }, { title: 'Sets' }, { title: 'To', numeric: true }, { title: 'As a limit' }],
    rows: rows.flatMap(({ label, values, remark }) => [
      ...values.map(({ field, bytes, outcome }) => [cell(label), cell(field), cell(measuredText(bytes)), cell(outcomeWords[outcome])]),
      ...(remark === '' ? [] : [[cell(label), cell(remark), cell(''), cell('')]]),
    ]),
  };
}

function referencesOf({ containers, status }: Recommendation): Reference[] {
  const [first] = containers;
  if (first === undefined || containers.length > 1 || status === 'refuted') return [];
  const { needBytes, limitBytes } = first.memory;
  return [
    ...(needBytes === null ? [] : [{ label: `need ${memoryText(needBytes)}`, bytes: needBytes, role: 'need' as const }]),
    ...(limitBytes === null ? [] : [{ label: `highwater ${memoryText(limitBytes)}`, bytes: limitBytes, role: 'recommended' as const }]),
  ];
}
