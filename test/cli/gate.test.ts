import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRun, writeScenario } from './gate-run-directories.ts';
import { Sandbox } from './highwater.ts';

let sandbox: Sandbox;
let scenarioDir: string;
const at = (name: string) => join(sandbox.dir, 'reports', name);
const baseline = () => join(scenarioDir, 'baseline.json');

beforeAll(() => {
  sandbox = new Sandbox();
  scenarioDir = join(sandbox.dir, 'scenarios', 'synthetic');
  writeScenario(scenarioDir, '{ extends: recommended }');
  mkdirSync(join(sandbox.dir, 'reports'));
  writeRun(at('clean'), { runs: 5, baseMiB: 200 });
  writeRun(at('again'), { runs: 5, baseMiB: 200 });
  writeRun(at('regressed'), { runs: 5, baseMiB: 220 });
  writeRun(at('thin'), { runs: 2, baseMiB: 220 });
  writeRun(at('killed'), { runs: 5, baseMiB: 200, gate: { 'oom-kill': 'error' }, over: { kills: [{ atMs: 4000, what: 'main' }] } });
  writeRun(at('empty'), { runs: 0, baseMiB: 200 });
});
afterAll(() => sandbox.remove());

describe('before there is a baseline', () => {
  it('a comparison is open, and the gate says what to do', async () => {
    const end = await sandbox.run(['gate', 'reports/clean']);
    expect(end.code, end.stderr).toBe(5);
    expect(end.stderr).toMatch(/nothing to compare with[\s\S]*next: .*baseline accept/);
  });

  it('a run that failed does not become one', async () => {
    const end = await sandbox.run(['baseline', 'accept', 'reports/killed']);
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(/failed its gate and becomes no baseline: oom-kill[\s\S]*next: mend what failed/);
    expect(existsSync(baseline())).toBe(false);
  });

  it('nor does a run in which nothing was measured', async () => {
    expect((await sandbox.run(['baseline', 'accept', 'reports/empty'])).code).toBe(4);
    expect(existsSync(baseline())).toBe(false);
  });
});

describe('against an accepted baseline', () => {
  beforeAll(async () => {
    const end = await sandbox.run(['baseline', 'accept', 'reports/clean', '--json']);
    expect(end.code, end.stderr).toBe(0);
    expect(JSON.parse(end.stdout)).toEqual(JSON.parse(readFileSync(baseline(), 'utf8')));
  });

  it.each([
    ['again', 0, /gate: PASS/],
    ['regressed', 1, /FAIL {2}containers\.app\.memory\.peakBytes \(increase\): \+\d/],
    ['thin', 5, /too few/],
    ['empty', 4, /gate: INCONCLUSIVE/],
    ['killed', 1, /FAIL {2}oom-kill/],
  ])('the run "%s" ends with %i', async (run, code, said) => {
    const end = await sandbox.run(['gate', `reports/${run}`]);
    expect(end.code, end.stderr).toBe(code);
    expect(end.stderr).toMatch(said);
  });

  it('prints gate.json and nothing else, and leaves every output in the run directory', async () => {
    const end = await sandbox.run(['gate', 'reports/regressed', '--json']);
    expect(JSON.parse(end.stdout)).toEqual(JSON.parse(readFileSync(join(at('regressed'), 'gate.json'), 'utf8')));
    for (const name of ['gate.md', 'junit.xml', 'gate.sarif', 'gl-code-quality.json']) expect(existsSync(join(at('regressed'), name)), name).toBe(true);
    const [result] = JSON.parse(readFileSync(join(at('regressed'), 'gate.sarif'), 'utf8')).runs[0].results;
    expect(result.locations[0].physicalLocation).toMatchObject({ artifactLocation: { uri: 'scenarios/synthetic/plan.yaml' }, region: { startLine: 4 } });
  });

  it('a failing run changes no baseline; an increase that is meant may', async () => {
    const before = readFileSync(baseline(), 'utf8');
    const refused = await sandbox.run(['baseline', 'accept', 'reports/regressed']);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/--allow-increase/);
    expect((await sandbox.run(['baseline', 'accept', 'reports/killed', '--allow-increase'])).code).toBe(2);
    expect(readFileSync(baseline(), 'utf8')).toBe(before);
    expect((await sandbox.run(['baseline', 'accept', 'reports/regressed', '--allow-increase'])).code).toBe(0);
    expect((await sandbox.run(['baseline', 'show', 'scenarios/synthetic'])).stdout).toMatch(/^synthetic: regressed, accepted/);
    writeFileSync(baseline(), before);
  });

  it('--inconclusive and --no-exit-code decide what a verdict is worth, not what garbage is', async () => {
    expect((await sandbox.run(['gate', 'reports/thin', '--inconclusive=warn'])).code).toBe(0);
    expect((await sandbox.run(['gate', 'reports/regressed', '--inconclusive=pass'])).code).toBe(1);
    expect((await sandbox.run(['gate', 'reports/regressed', '--no-exit-code'])).code).toBe(0);
    expect((await sandbox.run(['gate', 'reports/nowhere', '--no-exit-code'])).code).toBe(2);
    expect((await sandbox.run(['gate', 'reports/empty', '--no-exit-code'])).code).toBe(4);
  });

  it('--base names another run, --scenario another gate', async () => {
    expect((await sandbox.run(['gate', 'reports/regressed', '--base', 'reports/regressed'])).code).toBe(0);
    const other = join(sandbox.dir, 'scenarios', 'lenient');
    writeScenario(other, '{ "containers.*.memory.peakBytes": [error, { maxIncrease: 50%, floor: 4Mi }] }');
    expect((await sandbox.run(['gate', 'reports/regressed', '--scenario', 'scenarios/lenient'])).code).toBe(0);
  });

  it('from another machine is not compared', async () => {
    const changed = JSON.parse(readFileSync(baseline(), 'utf8'));
    changed.conditions.fingerprint.cores = 64;
    writeFileSync(join(sandbox.dir, 'other.json'), JSON.stringify(changed));
    const end = await sandbox.run(['gate', 'reports/regressed', '--baseline', 'other.json']);
    expect(end.code, end.stderr).toBe(5);
    expect(end.stderr).toMatch(/cannot be compared: number of cores: 64 in base, 2 in head/);
  });
});

describe('garbage', () => {
  it.each([
    ['a folder that is no run', ['gate', '.'], /not a run directory/],
    ['a policy that there is not', ['gate', 'reports/clean', '--inconclusive=maybe'], /fail, warn, pass/],
    ['a baseline that is no JSON', ['gate', 'reports/clean', '--baseline', 'broken.json'], /broken\.json/],
    ['a baseline that is something else', ['gate', 'reports/clean', '--baseline', 'reports/clean/run.json'], /run\.json/],
    ['a baseline that is not there', ['gate', 'reports/clean', '--baseline', 'none.json'], /no such baseline/],
    [
      'a gate with an unknown key',
      ['gate', 'reports/clean', '--scenario', 'scenarios/misspelt'],
      /plan\.yaml:7: gate: oom-kil: unknown key 'oom-kil'; did you mean 'oom-kill'\?/,
    ],
    ['an action of baseline that there is not', ['baseline', 'reset', 'reports/clean'], /accept or show/],
  ])('%s ends with 2', async (_, args, said) => {
    writeFileSync(join(sandbox.dir, 'broken.json'), '{ "kind": ');
    writeScenario(join(sandbox.dir, 'scenarios', 'misspelt'), '{ oom-kil: error }');
    const end = await sandbox.run(args as string[]);
    expect(end.code, end.stderr).toBe(2);
    expect(end.stderr).toMatch(said as RegExp);
  });

  it('a gate that cannot be meant is refused by every verb that reads the plan', async () => {
    const end = await sandbox.run(['plan', 'scenarios/misspelt']);
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(/did you mean 'oom-kill'/);
  });
});

describe('on GitHub', () => {
  it('annotates the line of the limit, writes the summary and outputs, and keeps stdout for the document', async () => {
    const [summary, output] = [join(sandbox.dir, 'summary.md'), join(sandbox.dir, 'output.txt')];
    writeFileSync(output, 'earlier=1\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output, GITHUB_WORKSPACE: sandbox.dir };
    const end = await sandbox.start(['gate', 'reports/regressed', '--json'], env).finished;
    expect(end.code).toBe(1);
    expect(end.stderr).toMatch(/^::error file=scenarios\/synthetic\/plan\.yaml,line=4,title=highwater synthetic%3A containers/m);
    expect(readFileSync(summary, 'utf8')).toMatch(/^## ❌ Gate failed: synthetic/);
    expect(readFileSync(output, 'utf8')).toMatch(/^earlier=1\nresult=fail\n[\s\S]*^run-dir=reports\/regressed$/m);
    expect(JSON.parse(end.stdout).kind).toBe('GateResult');
  });
});

describe('highwater sizing', () => {
  it('puts the newest run of each scenario of a folder into one document, and the same bytes again', async () => {
    mkdirSync(join(sandbox.dir, 'release'), { recursive: true });
    writeRun(join(sandbox.dir, 'release', '1-older'), { runs: 1, baseMiB: 200 });
    writeRun(join(sandbox.dir, 'release', '2-newer'), { runs: 1, baseMiB: 200 });
    const end = await sandbox.run(['sizing', '--to', 'release', '--from', 'reports/clean', '--price', '3 EUR/month', '--json']);
    expect(end.code, end.stderr).toBe(5);
    const first = readFileSync(join(sandbox.dir, 'release/sizing.json'), 'utf8');
    expect(JSON.parse(end.stdout)).toEqual(JSON.parse(first));
    expect(JSON.parse(first)).toMatchObject({
      workloads: [{ scenario: 'synthetic', to: { runId: '2-newer' }, from: { runId: 'clean' } }],
      leftOut: [{ run: '1-older' }],
    });
    await sandbox.run(['sizing', '--to', 'release', '--from', 'reports/clean', '--price', '3 EUR/month']);
    expect(readFileSync(join(sandbox.dir, 'release/sizing.json'), 'utf8')).toBe(first);
  });

  it.each([
    [['sizing'], /needs --to/],
    [['sizing', '--to', 'nowhere'], /no such folder/],
    [['sizing', '--to', 'scenarios'], /holds no run/],
    [['sizing', '--to', 'release', '--price', 'much'], /price of one GiB/],
  ])('%j ends with 2', async (args, said) => {
    const end = await sandbox.run(args);
    expect(end.code, end.stderr).toBe(2);
    expect(end.stderr).toMatch(said);
  });

  it('names a run that cannot be read, and goes on with the others', async () => {
    mkdirSync(join(sandbox.dir, 'release', '3-broken'), { recursive: true });
    writeFileSync(join(sandbox.dir, 'release', '3-broken', 'run.json'), '{');
    const end = await sandbox.run(['sizing', '--to', 'release', '--json']);
    expect(end.code).toBe(5);
    expect(JSON.parse(end.stdout).leftOut).toContainEqual({ run: '3-broken', why: expect.stringMatching(/could not be read/) });
  });
});
