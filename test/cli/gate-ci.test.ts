import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../requirements.ts';
import { planText, Sandbox, script, serverSource } from './highwater.ts';

const load = 'levels: [4, 8], hold: 1s, settle: 100ms, idle: 100ms, drain: 100ms, cooldown: 100ms, timeout: 2s, expected: 4, peak: 8';
const gate = 'gate: { oom-kill: error, limit-holds: error, "containers.*.memory.peakBytes": [error, { maxIncrease: 5% }] }\n';
const holding = (mebibytes: number) => serverSource(`globalThis.held = Buffer.alloc(${mebibytes} * 2 ** 20, 1);`);

let sandbox: Sandbox;
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...args], { cwd: sandbox.dir, encoding: 'utf8' });
const ci = (...args: string[]) => sandbox.run(['ci', 'scenarios/tiny', '--json', ...args]);

function write(server: string, extra = gate): void {
  const plan = planText(extra, load).replace('cpu: 500m', 'cpu: 500m\n  limit: 512Mi\n  build: [sh, -c, "test ! -e broken"]');
  sandbox.scenario('tiny', { 'plan.yaml': plan, 'load.js': script, 'server.mjs': server });
}

function removeReports(): void {
  execFileSync('rm', ['-rf', join(sandbox.dir, 'reports')]);
}

beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox.remove());

describe('highwater ci', () => {
  it.each([
    [['--base-ref', 'HEAD', '--base-image', 'x:1'], /one of the two/],
    [['--base-image', 'x:1'], /--base-image is for docker, kind, cluster/],
    [['--repeats', 'many'], /whole number from 1 to 100/],
    [['--target', 'moon'], /target/],
  ])('%j is refused before anything is measured', async (args, said) => {
    write(holding(8));
    const end = await ci(...args);
    expect(end.code, end.stderr).toBe(2);
    expect(end.stderr).toMatch(said);
    expect(existsSync(join(sandbox.dir, 'reports'))).toBe(false);
  });

  it('without the environment that the plan needs ends with 3', async () => {
    const docker = planText('', load).replace('  local:', '  docker: { image: "none:1", port: 80 }\n  local:');
    sandbox.scenario('engineless', { 'plan.yaml': docker, 'load.js': script, 'server.mjs': holding(8) });
    const end = await sandbox.run(['ci', 'scenarios/engineless', '--target', 'docker'], { DOCKER_HOST: 'unix:///nonexistent/docker.sock' });
    expect(end.code, end.stderr).toBe(3);
  });
});

describeWith(['k6', 'cgroup'], 'highwater ci with a workload', () => {
  it('records, accepts, passes, and fails when more memory is held', async () => {
    write(holding(60));
    const first = await ci();
    expect(first.code, first.stderr).toBe(5);
    const { runDir, gate: result } = JSON.parse(first.stdout);
    expect(result.recordings).toEqual({ counted: 5, planned: 5 });
    expect(existsSync(join(runDir, 'report.html'))).toBe(true);
    expect((await sandbox.run(['baseline', 'accept', runDir])).code).toBe(0);
    const before = readFileSync(join(sandbox.dir, 'scenarios/tiny/baseline.json'), 'utf8');
    write(holding(110));
    const grown = await ci();
    expect(grown.code, grown.stderr).toBe(1);
    expect(JSON.parse(grown.stdout).gate.assertions.find(({ kind }: { kind: string }) => kind === 'increase').comparison.verdict).toBe('increased');
    expect(readFileSync(join(sandbox.dir, 'scenarios/tiny/baseline.json'), 'utf8')).toBe(before);
  });

  it('never ready ends with 4', async () => {
    const plan = planText('', load).replace('8s', '2s');
    sandbox.scenario('deaf', { 'plan.yaml': plan, 'load.js': script, 'server.mjs': 'setInterval(() => {}, 1000);\n' });
    const end = await sandbox.run(['ci', 'scenarios/deaf', '--repeats', '1']);
    expect(end.code, end.stderr).toBe(4);
  });

  it('measures base of a git reference in turn with head, and head alone where base cannot be built', async () => {
    execFileSync('rm', ['-f', join(sandbox.dir, 'scenarios/tiny/baseline.json')]);
    removeReports();
    write(holding(60));
    git('init', '-q');
    git('add', 'scenarios/tiny');
    git('commit', '-qm', 'good');
    writeFileSync(join(sandbox.dir, 'scenarios/tiny/broken'), '');
    git('add', 'scenarios/tiny');
    git('commit', '-qm', 'cannot be built');
    git('rm', '-q', 'scenarios/tiny/broken');
    write(holding(110));
    const end = await ci('--base-ref', 'HEAD~1');
    expect(end.code, end.stderr).toBe(1);
    const { gate: result, runDir } = JSON.parse(end.stdout);
    expect(result.base).toMatchObject({ design: 'paired', refused: [] });
    expect(result.assertions.find(({ kind }: { kind: string }) => kind === 'increase').comparison).toMatchObject({
      test: 'signed-rank',
      verdict: 'increased',
      pValue: 1 / 128,
    });
    expect((await sandbox.run(['gate', runDir])).code).toBe(1);
    const broken = await ci('--base-ref', 'HEAD', '--repeats', '1');
    expect(broken.code, broken.stderr).toBe(5);
    expect(broken.stderr).toMatch(/base HEAD could not be measured: `sh -c test ! -e broken` ended with 1/);
    expect(git('status', '--porcelain', 'scenarios/tiny/load.js')).toBe('');
  });
});
