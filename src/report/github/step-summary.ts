import type { AssertionResult } from '../../gate/document.ts';
import { formatIn } from '../../gate/settings/option-values.ts';
import { type GateReport, gateReport, type Outcome, outcomeOf, rowName } from '../gate/gate-report.ts';
import { escapeMarkdown } from '../markdown/escape.ts';
import { sparkline } from '../markdown/sparkline.ts';

/** A summary above 1 MiB is dropped whole by GitHub; a comment holds 65,536 characters. */
const roomCharacters = 60_000;

const signs: Readonly<Record<Outcome, string>> = { failure: '❌', undecided: '❔', warning: '⚠️', passed: '✅', skipped: '➖' };
const verdicts = { pass: '✅ Gate passed', fail: '❌ Gate failed', inconclusive: '❔ Gate could not be decided' } as const;
const order: readonly Outcome[] = ['failure', 'undecided', 'warning', 'passed', 'skipped'];

function runsOf({ values, unit, decidedBy, comparison }: AssertionResult): string {
  if (unit === null || values.length === 0) return '';
  const numbers = values.map(({ value, recording }) => `${formatIn(unit, value)}${recording === decidedBy ? ' ←' : ''}`);
  const head = `\`${sparkline(values.map(({ value }) => value))}\` ${escapeMarkdown(numbers.join(', '))}`;
  if (!comparison) return head;
  return `${head}; base: ${escapeMarkdown(comparison.base.map((value) => formatIn(unit, value)).join(', '))}`;
}

function rowsTable(rows: readonly { readonly row: AssertionResult; readonly outcome: Outcome }[]): string[] {
  return rows.map(({ row, outcome }) => {
    const cells = [
      signs[outcome],
      `${escapeMarkdown(rowName(row))}${row.level === 'warn' ? ' (warns only)' : ''}`,
      escapeMarkdown(row.found),
      escapeMarkdown(row.expected),
      escapeMarkdown(row.reason),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

/** Keeps whole lines; what does not fit is named. */
function within(lines: readonly string[], room: number): string[] {
  const kept: string[] = [];
  let left = room;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) return [...kept, '', `${lines.length - kept.length} more lines are in gate.json.`];
    kept.push(line);
  }
  return kept;
}

/** The gate as Markdown, for the summary of a job or a comment: the verdict, what decided, then every assertion and its runs. */
export function stepSummary(raw: GateReport): string {
  const { gate, place, inconclusive } = gateReport(raw);
  const rows = gate.assertions
    .map((row) => ({ row, outcome: outcomeOf(row, inconclusive) }))
    .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  const next = rows
    .filter(({ row, outcome }) => row.remedy !== '' && outcome !== 'passed')
    .map(({ row }) => `- ${escapeMarkdown(rowName(row))}: ${escapeMarkdown(row.remedy)}`);
  const base =
    gate.base === null
      ? 'Nothing to compare with.'
      : `Compared with ${gate.base.name}.${gate.base.widened.length > 0 ? ` Not quite alike: ${gate.base.widened.join('; ')}.` : ''}`;
  const runs = rows.flatMap(({ row }) => (row.values.length === 0 ? [] : [`- ${escapeMarkdown(rowName(row))}: ${runsOf(row)}`]));
  const lines = [
    `## ${verdicts[gate.result]}: ${escapeMarkdown(gate.scenario)}`,
    '',
    escapeMarkdown(gate.why),
    '',
    '| | assertion | found | expected | why |',
    '|---|---|---|---|---|',
    ...rowsTable(rows),
    '',
    ...(next.length > 0 ? ['**Next**', '', ...next, ''] : []),
    `${escapeMarkdown(base)} ${gate.recordings.counted} of ${gate.recordings.planned} recordings count. Assertions: ${escapeMarkdown(gate.settings)}. The limit stands in ${escapeMarkdown(place.path)}, line ${place.line}.`,
    ...(gate.doubts.length > 0 ? ['', ...gate.doubts.map((doubt) => `- ⚠️ ${escapeMarkdown(doubt)}`)] : []),
    ...(runs.length > 0 ? ['', '<details><summary>Every run (← decided)</summary>', '', ...runs, '', '</details>'] : []),
    '',
    `Run ${escapeMarkdown(gate.runId)}.`,
  ];
  return `${within(lines, roomCharacters).join('\n')}\n`;
}
