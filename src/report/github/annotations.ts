import { type GateReport, gateReport, type Outcome, outcomeOf, rowName, rowText } from '../gate/gate-report.ts';
import { workflowCommand } from './workflow-command.ts';

const commands: Readonly<Record<Outcome, 'error' | 'warning' | 'notice' | undefined>> = {
  failure: 'error',
  undecided: 'error',
  warning: 'warning',
  passed: undefined,
  skipped: undefined,
};

/** GitHub shows ten annotations of a type for each step and drops the rest without a word. */
const shownOfEachType = 10;

/** One workflow command for each assertion that did not pass, at the line of the limit. */
export function annotations(raw: GateReport): string[] {
  const { gate, place, inconclusive } = gateReport(raw);
  return (['error', 'warning'] as const).flatMap((command) => {
    const rows = gate.assertions.filter((row) => commands[outcomeOf(row, inconclusive)] === command);
    const at = { file: place.path, line: place.line };
    const full = rows.length > shownOfEachType;
    const shown = rows.slice(0, full ? shownOfEachType - 1 : shownOfEachType);
    const lines = shown.map((row) => workflowCommand(command, { ...at, title: `highwater ${gate.scenario}: ${rowName(row)}` }, rowText(row)));
    if (!full) return lines;
    return [
      ...lines,
      workflowCommand(command, { ...at, title: `highwater ${gate.scenario}` }, `${rows.length - shown.length} more are in the summary of this job`),
    ];
  });
}
