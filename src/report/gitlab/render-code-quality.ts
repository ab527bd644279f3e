import { type GateReport, gateReport, type Outcome, outcomeOf, rowText } from '../gate/gate-report.ts';
import { rowDigest } from '../gate/row-digest.ts';

const severities: Readonly<Record<Outcome, 'critical' | 'major' | 'minor' | undefined>> = {
  failure: 'critical',
  undecided: 'major',
  warning: 'minor',
  passed: undefined,
  skipped: undefined,
};

/** The gate as a GitLab code quality report, which a merge request shows beside the manifest. */
export function renderCodeQuality(raw: GateReport): string {
  const { gate, place, inconclusive } = gateReport(raw);
  const issues = gate.assertions.flatMap((row) => {
    const severity = severities[outcomeOf(row, inconclusive)];
    if (severity === undefined) return [];
    const location = { path: place.path, lines: { begin: place.line } };
    return { description: rowText(row), check_name: row.key, fingerprint: rowDigest(gate.scenario, row), severity, location };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
