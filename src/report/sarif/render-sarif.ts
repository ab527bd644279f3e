import type { AssertionResult } from '../../gate/document.ts';
import { type GateReport, gateReport, type Outcome, outcomeOf, rowText } from '../gate/gate-report.ts';
import { rowDigest } from '../gate/row-digest.ts';

/** What the gate passed or skipped is no result: platforms would show it as an alert. */
const levels: Readonly<Record<Outcome, 'error' | 'warning' | 'note' | undefined>> = {
  failure: 'error',
  undecided: 'warning',
  warning: 'note',
  passed: undefined,
  skipped: undefined,
};

/** A relative reference as RFC 3986 wants it; a first segment with a colon would read as a scheme. */
const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function ruleOf(key: string, rows: readonly AssertionResult[]) {
  const [row] = rows.filter((candidate) => candidate.key === key);
  return { id: key, shortDescription: { text: `${key}: ${row?.expected ?? ''}` }, ...(row?.remedy ? { help: { text: row.remedy } } : {}) };
}

/** The gate as SARIF 2.1.0, each result at the line of the manifest that holds the limit. */
export function renderSarif(raw: GateReport): string {
  const { gate, place, toolVersion, inconclusive } = gateReport(raw);
  const keys = [...new Set(gate.assertions.map(({ key }) => key))];
  const results = gate.assertions.flatMap((row) => {
    const level = levels[outcomeOf(row, inconclusive)];
    if (level === undefined) return [];
    return {
      ruleId: row.key,
      ruleIndex: keys.indexOf(row.key),
      level,
      message: { text: rowText(row) },
      locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(place.path), uriBaseId: '%SRCROOT%' }, region: { startLine: place.line } } }],
      partialFingerprints: { 'highwaterAssertion/v1': rowDigest(gate.scenario, row) },
    };
  });
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'highwater', semanticVersion: toolVersion, rules: keys.map((key) => ruleOf(key, gate.assertions)) } },
        automationDetails: { id: `highwater/${gate.scenario}/` },
        invocations: [{ executionSuccessful: true }],
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}
