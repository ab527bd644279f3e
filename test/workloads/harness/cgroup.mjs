import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const mount = '/sys/fs/cgroup';
/** CFS period of the kernel's default, in microseconds. */
const periodMicros = 100_000;

/** 2 where the memory controller is in the unified tree, 1 where it has its own; throws where there is neither. */
export function cgroupVersion() {
  const unified = join(mount, 'cgroup.controllers');
  if (existsSync(unified) && readFileSync(unified, 'utf8').split(/\s/).includes('memory')) return 2;
  if (existsSync(join(mount, 'memory/memory.limit_in_bytes'))) return 1;
  throw new Error('no memory controller below /sys/fs/cgroup');
}

function counter(file, key) {
  const line = readFileSync(file, 'utf8')
    .split('\n')
    .find((text) => text.startsWith(`${key} `));
  return line ? Number(line.split(' ')[1]) : 0;
}

function makeV1(name, limitBytes, cpuMillicores) {
  const memory = join(mount, 'memory', name);
  const cpu = join(mount, 'cpu', name);
  mkdirSync(memory);
  mkdirSync(cpu);
  writeFileSync(join(memory, 'memory.limit_in_bytes'), String(limitBytes));
  const swap = join(memory, 'memory.memsw.limit_in_bytes');
  if (existsSync(swap)) writeFileSync(swap, String(limitBytes));
  writeFileSync(join(cpu, 'cpu.cfs_period_us'), String(periodMicros));
  writeFileSync(join(cpu, 'cpu.cfs_quota_us'), String(cpuMillicores * (periodMicros / 1000)));
  return {
    version: 1,
    dirs: [memory, cpu],
    kills: () => counter(join(memory, 'memory.oom_control'), 'oom_kill'),
    usageBytes: () => Number(readFileSync(join(memory, 'memory.usage_in_bytes'), 'utf8')),
    peakBytes: () => Number(readFileSync(join(memory, 'memory.max_usage_in_bytes'), 'utf8')),
    anonBytes: () => counter(join(memory, 'memory.stat'), 'total_rss'),
    fileBytes: () => counter(join(memory, 'memory.stat'), 'total_cache'),
    dropCache: () => writeFileSync(join(memory, 'memory.force_empty'), '0'),
  };
}

function makeV2(name, limitBytes, cpuMillicores, groupKill) {
  writeFileSync(join(mount, 'cgroup.subtree_control'), '+memory +cpu');
  const dir = join(mount, name);
  mkdirSync(dir);
  writeFileSync(join(dir, 'memory.max'), String(limitBytes));
  if (existsSync(join(dir, 'memory.swap.max'))) writeFileSync(join(dir, 'memory.swap.max'), '0');
  writeFileSync(join(dir, 'memory.oom.group'), groupKill ? '1' : '0');
  writeFileSync(join(dir, 'cpu.max'), `${cpuMillicores * (periodMicros / 1000)} ${periodMicros}`);
  return {
    version: 2,
    dirs: [dir],
    kills: () => counter(join(dir, 'memory.events'), 'oom_kill'),
    usageBytes: () => Number(readFileSync(join(dir, 'memory.current'), 'utf8')),
    peakBytes: () => Number(readFileSync(join(dir, 'memory.peak'), 'utf8')),
    anonBytes: () => counter(join(dir, 'memory.stat'), 'anon'),
    fileBytes: () => counter(join(dir, 'memory.stat'), 'file'),
    dropCache: () => writeFileSync(join(dir, 'memory.reclaim'), '4G'),
  };
}

function pidsIn(dir) {
  return readFileSync(join(dir, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
}

function killAll(pids) {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // Gone between the listing and the signal.
    }
  }
}

async function emptyAndRemove(group) {
  for (let pids = pidsIn(group.dirs[0]); pids.length > 0; pids = pidsIn(group.dirs[0])) {
    killAll(pids);
    await sleep(20);
  }
  try {
    group.dropCache();
  } catch {
    // EAGAIN or EBUSY: not all of it could be reclaimed, which the next run's cold start does not need.
  }
  for (const dir of group.dirs) {
    for (let tries = 0; existsSync(dir); tries += 1) {
      try {
        rmdirSync(dir);
      } catch (error) {
        if (tries > 100) throw error;
        await sleep(20);
      }
    }
  }
}

/**
 * A fresh cgroup with a memory limit in bytes, no swap, and a CPU quota. `kills()` counts the kernel's OOM kills in it.
 * `remove()` ends what still runs inside.
 */
export function makeCgroup({ name, limitBytes, cpuMillicores, groupKill }) {
  const group = cgroupVersion() === 2 ? makeV2(name, limitBytes, cpuMillicores, groupKill) : makeV1(name, limitBytes, cpuMillicores);
  return { ...group, pids: () => pidsIn(group.dirs[0]), remove: () => emptyAndRemove(group) };
}
