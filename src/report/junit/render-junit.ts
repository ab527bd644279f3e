import type { AssertionResult } from '../../gate/document.ts';
import { formatIn } from '../../gate/settings/option-values.ts';
import { type GateReport, gateReport, outcomeOf, rowName } from '../gate/gate-report.ts';
import { escapeXml } from './escape-xml.ts';

type Attributes = Readonly<Record<string, string | number>>;

function element(name: string, attributes: Attributes, body = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return body === '' ? `<${name}${written.join('')}/>` : `<${name}${written.join('')}>${body}</${name}>`;
}

function details({ expected, found, reason, remedy, values, unit, decidedBy }: AssertionResult): string {
  const runs = values.map(
    ({ recording, value }) => `  ${recording}: ${unit === null ? value : formatIn(unit, value)}${recording === decidedBy ? ' (decided)' : ''}`,
  );
  return escapeXml([`expected: ${expected}`, `found: ${found}`, `why: ${reason}`, ...(remedy === '' ? [] : [`next: ${remedy}`]), ...runs].join('\n'));
}

/** JUnit has no warnings: they are passed tests that say something. What could not be decided is an error, no failure. */
function testcase(row: AssertionResult, { gate, inconclusive }: GateReport): string {
  const outcome = outcomeOf(row, inconclusive);
  const message = { message: row.reason, type: row.key };
  const body = {
    failure: () => element('failure', message, details(row)),
    undecided: () => element('error', message, details(row)),
    warning: () => element('system-out', {}, `warning&#10;${details(row)}`),
    skipped: () => element('skipped', {}, escapeXml(row.reason)),
    passed: () => '',
  }[outcome]();
  return `    ${element('testcase', { classname: `highwater.${gate.scenario}`, name: rowName(row) }, body)}`;
}

/** The gate as JUnit XML: one test case for each assertion. */
export function renderJunit(raw: GateReport): string {
  const report = gateReport(raw);
  const { gate, toolVersion } = report;
  const count = (outcome: string) => gate.assertions.filter((row) => outcomeOf(row, report.inconclusive) === outcome).length;
  const totals = { tests: gate.assertions.length, failures: count('failure'), errors: count('undecided') };
  const properties = Object.entries({ runId: gate.runId, result: gate.result, settings: gate.settings, highwater: toolVersion })
    .map(([name, value]) => `      ${element('property', { name, value })}`)
    .join('\n');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${' '}name="highwater" tests="${totals.tests}" failures="${totals.failures}" errors="${totals.errors}">`,
    `  <testsuite name="${escapeXml(gate.scenario)}" tests="${totals.tests}" failures="${totals.failures}" errors="${totals.errors}" skipped="${count('skipped')}">`,
    `    <properties>\n${properties}\n    </properties>`,
    ...gate.assertions.map((row) => testcase(row, report)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
