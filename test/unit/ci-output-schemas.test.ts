import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { GateReport } from '../../src/report/gate/gate-report.ts';
import { renderCodeQuality } from '../../src/report/gitlab/render-code-quality.ts';
import { renderJunit } from '../../src/report/junit/render-junit.ts';
import { renderSarif } from '../../src/report/sarif/render-sarif.ts';
import { describeWith } from '../requirements.ts';
import { crowded, hostileReport, mixed, passed } from './gate/gate-reports.ts';

const schemaPath = (name: string) => fileURLToPath(new URL(`../schemas/${name}`, import.meta.url));
const reports: [string, () => GateReport][] = [
  ['a gate that passed', passed],
  ['a gate with every kind of row', mixed],
  ['a gate with 300 rows', () => crowded(300)],
  ['a gate full of hostile text', hostileReport],
];

/** The published schema is draft 4; what it uses of it means the same in draft 7 once its `id` is named so. */
function sarifValidator() {
  const { id, $schema: _, ...schema } = JSON.parse(readFileSync(schemaPath('sarif-2.1.0-rtm.5.json'), 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  (addFormats as unknown as (instance: Ajv) => void)(ajv);
  return ajv.compile({ $id: id, ...schema });
}

describe('SARIF', () => {
  const validate = sarifValidator();

  it.each(reports)('of %s fits the published schema', (_, make) => {
    validate(JSON.parse(renderSarif(make())));
    expect(validate.errors).toBeNull();
  });

  it('that does not fit is noticed', () => {
    const log = JSON.parse(renderSarif(mixed()));
    log.runs[0].results[0].level = 'catastrophe';
    expect(validate(log)).toBe(false);
  });

  it('names file and line of the limit, and only what did not pass', () => {
    const { results, tool } = JSON.parse(renderSarif(mixed())).runs[0];
    const levels = Object.fromEntries(results.map((result: { ruleId: string; level: string }) => [result.ruleId, result.level]));
    expect(levels).toEqual({
      'oom-kill': 'error',
      'limit-holds': 'error',
      'containers.*.memory.peakBytes': 'error',
      'containers.app.memory.hardPeakBytes': 'note',
      'containers.web.memory.peakBytes': 'warning',
    });
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'scenarios/checkout/workload.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 29 },
    });
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(JSON.parse(renderSarif(passed())).runs[0].results).toEqual([]);
  });

  it('knows a problem again in the next run, and tells two apart', () => {
    const prints = () =>
      JSON.parse(renderSarif(mixed())).runs[0].results.map((one: { partialFingerprints: object }) => JSON.stringify(one.partialFingerprints));
    expect(prints()).toEqual(prints());
    expect(new Set(prints()).size).toBe(prints().length);
  });
});

describeWith(['xmllint'], 'JUnit XML', () => {
  function errorsOf(xml: string): string {
    const dir = mkdtempSync(join(tmpdir(), 'highwater-junit-'));
    const file = join(dir, 'junit.xml');
    writeFileSync(file, xml);
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', schemaPath('jenkins-junit.xsd'), file], { encoding: 'utf8' });
    rmSync(dir, { recursive: true, force: true });
    return status === 0 ? '' : stderr;
  }

  it.each(reports)('of %s fits the published schema', (_, make) => {
    expect(errorsOf(renderJunit(make()))).toBe('');
  });

  it('that does not fit is noticed', () => {
    expect(errorsOf(renderJunit(mixed()).replace('<testcase classname', '<testcase klass'))).toContain('klass');
  });
});

/** GitLab publishes no schema for code quality, only this list of fields (docs.gitlab.com/ci/testing/code_quality, "Code Quality report format"). */
const codeQuality = {
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^[^/]' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  },
};

describe('GitLab code quality', () => {
  const validate = new Ajv().compile(codeQuality);

  it.each(reports)('of %s has the fields that GitLab names', (_, make) => {
    const issues = JSON.parse(renderCodeQuality(make()));
    validate(issues);
    expect(validate.errors).toBeNull();
    expect(new Set(issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(issues.length);
  });

  it('is empty for a gate that passed, and says what failed for one that did not', () => {
    expect(JSON.parse(renderCodeQuality(passed()))).toEqual([]);
    expect(JSON.parse(renderCodeQuality(mixed())).map(({ check_name, severity }: Record<string, string>) => [check_name, severity])).toContainEqual([
      'oom-kill',
      'critical',
    ]);
  });
});
