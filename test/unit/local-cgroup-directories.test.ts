import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyLimits } from '../../src/targets/local/cgroup-limits.ts';
import { findPlace } from '../../src/targets/local/place.ts';
import { processesOf, readKey } from '../../src/targets/machine/cgroup-files.ts';
import { childOf, createSet, directoriesOf, joinFiles } from '../../src/targets/machine/cgroup-set.ts';
import { handDownControllers } from '../../src/targets/machine/hand-down-controllers.ts';
import { availableBytes } from '../../src/targets/machine/host-memory.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'highwater-cgroup-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A directory that looks like a cgroup: the kernel would have made these files. */
function cgroup(dir: string, files: Readonly<Record<string, string>>): string {
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  return dir;
}

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');
const limits = { limitBytes: 2 ** 27, cpuMillicores: 250, groupKill: true };
const v2Files = { 'memory.max': '', 'memory.swap.max': '', 'memory.oom.group': '', 'cpu.max': '' };

describe('limits on v2', () => {
  test('memory, no swap, group kill and CPU quota', () => {
    cgroup(root, v2Files);
    expect(applyLimits({ version: 2, memory: root }, limits, 0)).toEqual([]);
    expect(read('memory.max')).toBe(String(2 ** 27));
    expect(read('memory.swap.max')).toBe('0');
    expect(read('memory.oom.group')).toBe('1');
    expect(read('cpu.max')).toBe('25000 100000');
  });

  test('one process at a time where the plan says singleProcessOOMKill', () => {
    cgroup(root, v2Files);
    applyLimits({ version: 2, memory: root }, { ...limits, groupKill: false }, 0);
    expect(read('memory.oom.group')).toBe('0');
  });

  test('swap that cannot be limited matters only where there is swap', () => {
    cgroup(root, { 'memory.max': '', 'memory.oom.group': '', 'cpu.max': '' });
    expect(applyLimits({ version: 2, memory: root }, limits, 0)).toEqual([]);
    expect(applyLimits({ version: 2, memory: root }, limits, 2 ** 30).map(({ code }) => code)).toEqual(['swap-escape']);
  });

  test('without the CPU controller the run goes on and says so; without memory it does not', () => {
    cgroup(root, { 'memory.max': '', 'memory.swap.max': '', 'memory.oom.group': '' });
    expect(applyLimits({ version: 2, memory: root }, limits, 0).map(({ code }) => code)).toEqual(['cpu-not-limited']);
    rmSync(join(root, 'memory.max'));
    expect(() => applyLimits({ version: 2, memory: root }, limits, 0)).toThrow(/memory\.max/);
  });
});

describe('limits on v1', () => {
  test('memory, memory and swap together, and CPU quota in its own hierarchy', () => {
    const memory = cgroup(join(root, 'memory'), { 'memory.limit_in_bytes': '', 'memory.memsw.limit_in_bytes': '' });
    const cpu = cgroup(join(root, 'cpu'), { 'cpu.cfs_period_us': '', 'cpu.cfs_quota_us': '' });
    expect(applyLimits({ version: 1, memory, cpu }, limits, 2 ** 30)).toEqual([]);
    expect(read('memory', 'memory.memsw.limit_in_bytes')).toBe(String(2 ** 27));
    expect(read('cpu', 'cpu.cfs_quota_us')).toBe('25000');
  });

  test('without swap the common limit stays open, because it would be charged first and hide the hits on the other', () => {
    const memory = cgroup(join(root, 'memory'), { 'memory.limit_in_bytes': '', 'memory.memsw.limit_in_bytes': '' });
    applyLimits({ version: 1, memory }, limits, 0);
    expect(read('memory', 'memory.limit_in_bytes')).toBe(String(2 ** 27));
    expect(read('memory', 'memory.memsw.limit_in_bytes')).toBe('');
  });

  test('the kernel takes no quota below 1 ms', () => {
    const memory = cgroup(join(root, 'memory'), { 'memory.limit_in_bytes': '' });
    const cpu = cgroup(join(root, 'cpu'), { 'cpu.cfs_period_us': '', 'cpu.cfs_quota_us': '' });
    applyLimits({ version: 1, memory, cpu }, { ...limits, cpuMillicores: 5 }, 0);
    expect(read('cpu', 'cpu.cfs_quota_us')).toBe('1000');
  });
});

describe('one cgroup in several hierarchies', () => {
  test('is made, and joined, in each directory once', () => {
    const set = childOf({ version: 1, memory: root, cpu: join(root, 'c'), cpuacct: join(root, 'c') }, 'run');
    mkdirSync(join(root, 'c'));
    createSet(set);
    expect(directoriesOf(set)).toEqual([join(root, 'run'), join(root, 'c', 'run')]);
    expect(joinFiles(set)).toEqual([join(root, 'run', 'cgroup.procs'), join(root, 'c', 'run', 'cgroup.procs')]);
  });

  test('processes of all levels below, but none of a foreign PID namespace', () => {
    cgroup(root, { 'cgroup.procs': '11\n0\n' });
    cgroup(join(root, 'a', 'b'), { 'cgroup.procs': '12\n11\n' });
    expect(processesOf(root)).toEqual([11, 12]);
  });

  test('a counter is found by its whole name', () => {
    cgroup(root, { 'memory.events': 'oom 7\noom_kill 2\noom_group_kill 1\n' });
    expect(readKey(join(root, 'memory.events'), 'oom_kill')).toBe(2);
    expect(readKey(join(root, 'memory.events'), 'kill')).toBeUndefined();
  });
});

describe('handing controllers down', () => {
  test('writes only what is not there yet', () => {
    cgroup(root, { 'cgroup.subtree_control': 'memory pids' });
    expect(handDownControllers(root)).toBeUndefined();
    expect(read('cgroup.subtree_control').startsWith('+cpu')).toBe(true);
  });

  test('says how memory was refused', () => {
    expect(handDownControllers(join(root, 'nowhere'))).toBe('ENOENT');
  });
});

describe('where run cgroups may be made', () => {
  const hierarchy = (ownDir: string | undefined) => ({ mountPoint: root, root: '/', ownDir });

  test('root: at the top, whatever cgroup it is in', () => {
    cgroup(root, { 'cgroup.procs': '', 'cgroup.subtree_control': '', 'cgroup.controllers': 'cpu memory pids\n' });
    expect(findPlace({ version: 2, memory: hierarchy(join(root, 'x')) }, 0)).toEqual({ base: { version: 2, memory: root } });
  });

  test('a user: in the own cgroup, and above the leaf that the runner moved into before', () => {
    const own = cgroup(join(root, 'own'), { 'cgroup.procs': '', 'cgroup.subtree_control': '', 'cgroup.controllers': 'memory\n' });
    expect(findPlace({ version: 2, memory: hierarchy(own) }, 1000)).toEqual({ base: { version: 2, memory: own } });
    expect(findPlace({ version: 2, memory: hierarchy(join(own, 'highwater-runner')) }, 1000)).toEqual({ base: { version: 2, memory: own } });
  });

  test('what is missing is named with what to do', () => {
    const own = cgroup(join(root, 'own'), { 'cgroup.procs': '', 'cgroup.subtree_control': '', 'cgroup.controllers': 'cpu pids\n' });
    expect(findPlace({ version: 2, memory: hierarchy(own) }, 1000)).toMatchObject({ missing: { what: expect.stringContaining('memory controller') } });
    expect(findPlace({ version: 2, memory: hierarchy(undefined) }, 1000)).toMatchObject({
      missing: { hint: expect.stringContaining('systemd-run --user --scope') },
    });
    expect(findPlace({ version: 1, memory: hierarchy(join(root, 'gone')) }, 1000)).toMatchObject({ missing: { hint: expect.stringContaining('docker') } });
    expect(findPlace(undefined, 0)).toMatchObject({ missing: { what: expect.stringContaining('cgroup') } });
  });
});

describe('memory that a measurement may take', () => {
  const meminfo = 'MemTotal:        8000 kB\nMemAvailable:    5000 kB\n';

  test('what is available, and no more than a cgroup above allows', () => {
    cgroup(root, { 'cgroup.procs': '', 'memory.max': 'max\n', 'memory.current': '1\n' });
    expect(availableBytes(meminfo, root, 2)).toBe(5000 * 1024);
    const inner = cgroup(join(root, 'inner'), { 'cgroup.procs': '', 'memory.max': '3000000\n', 'memory.current': '1000000\n' });
    expect(availableBytes(meminfo, inner, 2)).toBe(2_000_000);
  });
});
