import { type GateReport, gateReport, type Outcome, outcomeOf, rowName } from './gate-report.ts';

const words: Readonly<Record<Outcome, string>> = { failure: 'FAIL', undecided: 'OPEN', warning: 'warn', passed: 'ok', skipped: 'skip' };
/** What ends the build is read first. */
const order: readonly Outcome[] = ['failure', 'undecided', 'warning', 'passed', 'skipped'];
const verdicts = { pass: 'PASS', fail: 'FAIL', inconclusive: 'INCONCLUSIVE' } as const;

/** The gate for people in a terminal: the verdict, then one line or two for each assertion, what matters most first. */
export function gateTerminal(raw: GateReport): string {
  const { gate, inconclusive } = gateReport(raw);
  const rows = gate.assertions
    .map((row) => ({ row, outcome: outcomeOf(row, inconclusive) }))
    .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  const lines = rows.flatMap(({ row, outcome }) => {
    const quiet = outcome === 'passed' || outcome === 'skipped';
    const head = `  ${words[outcome].padEnd(4)}  ${rowName(row)}: ${row.found}`;
    if (quiet) return [outcome === 'skipped' ? `${head} (${row.reason})` : head];
    return [head, `        expected ${row.expected}`, `        ${row.reason}`, ...(row.remedy === '' ? [] : [`        next: ${row.remedy}`])];
  });
  const base =
    gate.base === null ? [] : [`  compared with ${gate.base.name}${gate.base.widened.length > 0 ? `; not quite alike: ${gate.base.widened.join('; ')}` : ''}`];
  return [`gate: ${verdicts[gate.result]} (${gate.settings})`, ...base, ...lines].join('\n');
}
