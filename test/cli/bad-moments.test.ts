import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planText, Sandbox, script, serverSource } from './highwater.ts';

let sandbox: Sandbox;
beforeAll(() => {
  sandbox = new Sandbox();
});
afterAll(() => sandbox.remove());

const slow = planText('', 'levels: [4, 8], hold: 2s, settle: 500ms, idle: 500ms, drain: 100ms, cooldown: 200ms, timeout: 2s, expected: 4, peak: 8');

function scenario(name: string, plan = slow, server = serverSource()): string {
  return sandbox.scenario(name, { 'plan.yaml': plan, 'load.js': script, 'server.mjs': server });
}

function runDirOf(name: string): string {
  const dir = sandbox.runDirs().find((candidate) => readFileSync(join(candidate, 'run.json'), 'utf8').includes(`scenarios/${name}"`));
  if (!dir) throw new Error(`no run of ${name}`);
  return dir;
}

/** Processes that belong to a folder by their command line or the folder they run in: the workload, k6 and highwater itself. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
      } catch {
        return false;
      }
    });
}

function cgroupsOf(runId: string): string[] {
  return execFileSync('find', ['/sys/fs/cgroup', '-maxdepth', '4', '-type', 'd', '-name', `*${runId}*`], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean);
}

function k6Pids(scenarioDir: string): number[] {
  return processesOf(scenarioDir)
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'k6');
}

async function expectNothingLeft(runDir: string): Promise<void> {
  const runId = runDir.split('/').at(-1) as string;
  expect(cgroupsOf(runId)).toEqual([]);
  expect(processesOf(sandbox.dir)).toEqual([]);
  expect(processesOf(sandbox.state)).toEqual([]);
  expect(existsSync(join(sandbox.state, runId))).toBe(false);
}

async function expectReadable(runDir: string): Promise<{ recordings: { outcome: string }[] }> {
  const end = await sandbox.run(['analyze', runDir, '--json']);
  expect(end.code, end.stderr).toBe(0);
  return JSON.parse(end.stdout);
}

describe('a run that is cut', () => {
  it('by Ctrl-C drains, closes the recording, leaves nothing, and goes on where it stopped', async () => {
    const dir = scenario('interrupted');
    const running = sandbox.start(['run', dir]);
    await running.said(/level-\d/);
    running.child.kill('SIGINT');
    const end = await running.finished;
    expect(end.code, end.stderr).toBe(130);
    expect(end.stderr).toContain('--resume');
    const runDir = runDirOf('interrupted');
    await expectNothingLeft(runDir);
    expect((await expectReadable(runDir)).recordings.at(-1)?.outcome).toBe('interrupted');
    const resumed = await sandbox.run(['run', '--resume', runDir, '--json']);
    expect([0, 5], resumed.stderr).toContain(resumed.code);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ kind: 'RunResult', recommendation: { replays: expect.any(Array) } });
  });

  it('by two Ctrl-C ends at once; clean removes the rest', async () => {
    const running = sandbox.start(['run', scenario('twice')]);
    await running.said(/level-\d/);
    running.child.kill('SIGINT');
    await running.said(/stopping/);
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    expect((await sandbox.run(['clean'])).code).toBe(0);
    await expectNothingLeft(runDirOf('twice'));
  });

  it('by kill -9 can still be read; clean removes the rest', async () => {
    const running = sandbox.start(['run', scenario('killed')]);
    await running.said(/level-\d/);
    running.child.kill('SIGKILL');
    expect((await running.finished).signal).toBe('SIGKILL');
    const runDir = runDirOf('killed');
    expect((await expectReadable(runDir)).recordings.at(-1)?.outcome).toBe('interrupted');
    const cleaned = await sandbox.run(['clean', '--json']);
    expect(JSON.parse(cleaned.stdout).removed.length).toBeGreaterThan(0);
    await expectNothingLeft(runDir);
    expect(JSON.parse((await sandbox.run(['clean', '--json'])).stdout).removed).toEqual([]);
  });

  it('is left alone by clean while it is alive', async () => {
    const running = sandbox.start(['run', scenario('alive')]);
    await running.said(/level-\d/);
    const cleaned = await sandbox.run(['clean', '--json']);
    expect(JSON.parse(cleaned.stdout).removed).toEqual([]);
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    await expectNothingLeft(runDirOf('alive'));
  });
});

describe('what breaks in the middle', () => {
  it('k6 killed: the recording says so, and no limit is called verified', async () => {
    const dir = scenario('dead-k6');
    const running = sandbox.start(['run', dir]);
    const timer = setInterval(() => {
      try {
        for (const pid of k6Pids(dir)) process.kill(pid, 'SIGKILL');
      } catch {
        // The run directory or the process is not there yet, or no longer.
      }
    }, 1000);
    const end = await running.finished;
    clearInterval(timer);
    expect([4, 5], end.stderr).toContain(end.code);
    const runDir = runDirOf('dead-k6');
    expect((await expectReadable(runDir)).recordings[0]?.outcome).toBe('load-failed');
    await expectNothingLeft(runDir);
  });

  it('a full disk: exit code 3, the next command, and what was written can be read', async () => {
    const dir = scenario('full');
    const out = join(sandbox.dir, 'small-disk');
    mkdirSync(out);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=160k', 'tmpfs', out]);
    try {
      const end = await sandbox.run(['run', dir, '--out', out]);
      expect(end.code, end.stderr).toBe(3);
      expect(end.stderr).toMatch(/ENOSPC|no space/i);
      const [name] = readdirSync(out);
      expect(cgroupsOf(name as string)).toEqual([]);
    } finally {
      execFileSync('umount', [out]);
    }
  });

  it('a workload killed at startup at every limit: a verdict, not an error', async () => {
    const hungry = serverSource('const held = Buffer.alloc(2 ** 30, 1); setInterval(() => held.length, 1000);');
    const plan = planText().replace('cpu: 500m', 'cpu: 500m\n  limit: 64Mi').replace('8s', '4s');
    const end = await sandbox.run(['run', scenario('hungry', plan, hungry), '--json']);
    expect(end.code, end.stderr).toBe(1);
    const { recommendation } = JSON.parse(end.stdout);
    expect(recommendation.status).toBe('none');
    expect(recommendation.containers[0].memory.limitBytes).toBeNull();
    await expectNothingLeft(runDirOf('hungry'));
  });
});
