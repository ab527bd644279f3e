import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { binary, planText, Sandbox, script, serverSource } from './highwater.ts';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox.remove());

function scenario(name: string, changes: { plan?: string; script?: string; server?: string }): string {
  return sandbox.scenario(name, {
    'plan.yaml': changes.plan ?? planText(),
    'load.js': changes.script ?? script,
    'server.mjs': changes.server ?? serverSource(),
  });
}

describe('the command line', () => {
  it.each([
    [['--version'], 0, /^\d+\.\d+\.\d+/, /^$/],
    [['--help'], 0, /Exit codes/, /^$/],
    [['rnu'], 2, /^$/, /unknown command 'rnu'[\s\S]*run/],
    [['run'], 2, /^$/, /a scenario or --resume/],
    [['run', 'nowhere'], 2, /^$/, /nowhere: no such scenario[\s\S]*next: /],
    [['report', 'nowhere'], 2, /^$/, /not a run directory[\s\S]*highwater ls/],
    [['run', 'x', '--inconclusive=maybe'], 2, /^$/, /fail, warn, pass/],
    [['ls'], 0, /^$/, /no Docker engine answers: what runs left on it was not looked for/],
    [['clean'], 3, /^$/, /no Docker engine answers[\s\S]*next: start Docker/],
    [['doctor', '--target', 'docker'], 3, /MISSING target docker[\s\S]*next: start Docker/, /^$/],
  ])('%j ends with %i', async (args, code, stdout, stderr) => {
    const end = await sandbox.run(args, { DOCKER_HOST: 'tcp://127.0.0.1:1' });
    expect(end.code, end.stderr).toBe(code);
    expect(end.stdout).toMatch(stdout);
    expect(end.stderr).toMatch(stderr);
  });
});

describe('a pipe that is closed early', () => {
  it('is no defect', () => {
    const shell = spawnSync('bash', ['-c', `set -o pipefail; "$1" "$2" --help | head -n 1; echo "exit \${PIPESTATUS[0]}"`, 'bash', process.execPath, binary], {
      encoding: 'utf8',
    });
    expect(shell.stdout).toMatch(/Usage: highwater[\s\S]*exit 0/);
    expect(shell.stderr).toBe('');
  });
});

describe('a wrong plan', () => {
  it('is refused with line and nearest name before anything is created', async () => {
    const dir = scenario('misspelt', { plan: planText('objektives: { p99: { max: 1s } }\n') });
    const end = await sandbox.run(['run', dir]);
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(/plan\.yaml:8: unknown key 'objektives'; did you mean 'objectives'\?/);
    expect(() => sandbox.runDirs()).toThrow(/ENOENT/);
  });

  it('is shown by `plan` with runs, minutes and origins, secrets left out', async () => {
    const dir = scenario('shown', { plan: planText().replace('PORT: "{port}"', 'PORT: "{port}", TOKEN: hush') });
    const end = await sandbox.run(['plan', dir, '--explain', '--set', 'load.hold=1s']);
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toMatch(/\d+ to \d+ runs/);
    expect(end.stdout).toMatch(/load\.hold: "1s" {2}\(flag\)/);
    expect(end.stdout).not.toContain('hush');
  });
});

describe('a scenario that cannot run', () => {
  it('says what k6 says of a script that does not compile, and where', async () => {
    const end = await sandbox.run(['run', scenario('broken-script', { script: 'export default function () { this is not; }\n' })]);
    expect(end.code, end.stderr).toBe(2);
    expect(end.stderr).toMatch(/load\.js[\s\S]*next: /);
  });

  it('shows the last log lines of a workload that never becomes ready', async () => {
    const end = await sandbox.run([
      'run',
      scenario('deaf', { plan: planText().replace('8s', '2s'), server: "console.log('waiting for a database'); setInterval(() => {}, 1000);\n" }),
    ]);
    expect(end.code, end.stderr).toBe(4);
    expect(end.stderr).toContain('waiting for a database');
  });

  it('says what was asked for readiness and what came of it', async () => {
    const plan = planText().replace('8s', '1s').replace('url:', 'ready: /health, url:');
    const server =
      "import { createServer } from 'node:http';\ncreateServer((q, r) => { r.statusCode = 503; r.end(); }).listen(process.env.PORT, '127.0.0.1');\n";
    const end = await sandbox.run(['run', scenario('unwell', { plan, server })]);
    expect(end.code, end.stderr).toBe(4);
    expect(end.stderr).toMatch(/not ready within 1000 ms: GET http:\/\/127\.0\.0\.1:\d+\/health answers 503, and 200 to 399 is awaited/);
  });

  it('says of a program that goes into the background that it has to stay in the foreground', async () => {
    const server = "import { spawn } from 'node:child_process';\nspawn('sleep', ['60'], { detached: true, stdio: 'ignore' }).unref();\n";
    const end = await sandbox.run(['run', scenario('daemon', { server })]);
    expect(end.code, end.stderr).toBe(4);
    expect(end.stderr).toContain('exited with code 0 before it was ready; a program that goes on in the background must be told to stay in the foreground');
  });

  it('shows why a workload cannot listen when its port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => taken.once('listening', done));
    const { port } = taken.address() as { port: number };
    const plan = planText()
      .replace('{port}', String(port))
      .replace('8s', '3s')
      .replace('url:', 'ready: /health, url:')
      .replace('127.0.0.1:{port}', `127.0.0.1:${port}`);
    const end = await sandbox.run(['run', scenario('taken', { plan })]);
    taken.close();
    expect(end.code, end.stderr).toBe(4);
    expect(end.stderr).toContain(`port ${port}`);
  });

  it('names a command that does not exist', async () => {
    const end = await sandbox.run(['run', scenario('no-command', { plan: planText().replace(process.execPath, 'no-such-server').replace('8s', '2s') })]);
    expect([2, 4]).toContain(end.code);
    expect(end.stderr).toContain('no-such-server');
  });
});
