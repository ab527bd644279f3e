import type { AssertionResult, GateResult } from '../../gate/document.ts';
import { plainTree } from '../view/plain-text.ts';

export type InconclusivePolicy = 'fail' | 'warn' | 'pass';

/** Everything that an output of a gate says. */
export interface GateReport {
  readonly gate: GateResult;
  /** Where a person would change the limit: path from the root of the repository with forward slashes, 1-based line. */
  readonly place: { readonly path: string; readonly line: number };
  readonly toolVersion: string;
  /** What an assertion that could not be decided is worth. */
  readonly inconclusive: InconclusivePolicy;
}

/** A report whose text is harmless to show: names and reasons come from workloads, scripts and manifests. Formats still have to escape it. */
export const gateReport = (report: GateReport): GateReport => plainTree(report);

/** What a row is to whoever has to act: `failure` and `undecided` end a build. */
export type Outcome = 'failure' | 'undecided' | 'warning' | 'passed' | 'skipped';

export function outcomeOf({ result, level }: Pick<AssertionResult, 'result' | 'level'>, inconclusive: InconclusivePolicy): Outcome {
  if (result === 'pass') return 'passed';
  if (result === 'skipped') return 'skipped';
  if (result === 'fail') return level === 'error' ? 'failure' : 'warning';
  if (level === 'warn' || inconclusive === 'warn') return 'warning';
  return inconclusive === 'fail' ? 'undecided' : 'skipped';
}

/** A row in one sentence or two, for a place that has room for no more. */
export function rowText({ subject, found, expected, result, reason, remedy }: AssertionResult): string {
  const head = result === 'inconclusive' ? `${subject} was not decided` : `${subject}: ${found}, expected ${expected}`;
  const why = reason === '' ? '' : ` (${reason})`;
  return `${head}${why}${remedy === '' ? '' : `. Next: ${remedy}`}`;
}

/** Two rows of one key and subject differ in what they ask. */
export const rowName = ({ subject, kind }: Pick<AssertionResult, 'subject' | 'kind'>): string => (kind === 'increase' ? `${subject} (increase)` : subject);
