/**
 * What two ways of watching the same container see and cost, at the same time: the kernel's files at 20 Hz, and `docker stats`.
 *   node bench/docker-sampling.ts [seconds per stretch, 40] [pairs, 2]
 * The container touches 160 MiB for 0.3 s every 10 s (test/workloads/spike). Needs root, a Docker engine on this kernel, and node:24-bookworm-slim.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCgroupProbe } from '../src/probes/cgroup-probe.ts';
import type { RecordingEvent } from '../src/recording/events.ts';
import { connectEngine } from '../src/targets/docker/engine.ts';
import { cgroupsOf, localFacts } from '../src/targets/docker/shared-kernel.ts';
import { watchedCgroup } from '../src/targets/machine/watched.ts';

const seconds = Number(process.argv[2] ?? 40);
const pairs = Number(process.argv[3] ?? 2);
const mebibyte = 2 ** 20;
const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();

/** CPU time of processes by command name, seconds; clock ticks are hundredths. */
function cpuSeconds(names: readonly string[]): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (names.includes(name)) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // Gone while it was looked at.
    }
  }
  return ticks / 100;
}

/** On-CPU nanoseconds of threads of this process that are not in `before`. */
function samplerSeconds(before: ReadonlySet<string>): number {
  const threads = readdirSync('/proc/self/task').filter((tid) => !before.has(tid));
  return threads.reduce((sum, tid) => sum + Number(readFileSync(`/proc/self/task/${tid}/schedstat`, 'latin1').split(' ')[0]) / 1e9, 0);
}

interface Seen {
  readonly way: string;
  readonly readings: number;
  readonly missed: number;
  readonly highestMiB: number;
  readonly percentOfCore: number;
}

async function byKernel(id: string, pid: number): Promise<Seen> {
  const engine = await connectEngine();
  const cgroups = cgroupsOf(engine.info, localFacts());
  const set = cgroups.actual(pid, id);
  if (!set) throw new Error('the cgroup of the container cannot be seen');
  const before = new Set(readdirSync('/proc/self/task'));
  const events: RecordingEvent[] = [];
  const clock = () => Number(process.hrtime.bigint()) / 1e6;
  const session = await createCgroupProbe().start({ hz: 20, clock, monotonicMs: 0, emit: (event) => void events.push(event) });
  session.watch(watchedCgroup('bench', set, cgroups.mounts.memory));
  session.phase('bench');
  await sleep(seconds * 1000);
  const spent = samplerSeconds(before);
  await session.stop();
  const samples = events.flatMap((event) => (event.kind === 'sample' && event.cg === 1 ? [event.v[0] ?? 0] : []));
  const missed = events.reduce((sum, event) => (event.kind === 'ticks' ? sum + event.missed : sum), 0);
  const peak = Math.max(...events.flatMap((event) => (event.kind === 'watermark' && event.cg === 1 ? [event.bytes] : [])), ...samples);
  return { way: 'kernel files, 20 Hz', readings: samples.length, missed, highestMiB: peak / mebibyte, percentOfCore: (100 * spent) / seconds };
}

const units: Readonly<Record<string, number>> = { B: 1 / mebibyte, KiB: 1 / 1024, MiB: 1, GiB: 1024 };

async function byEngine(id: string): Promise<Seen> {
  const engineNames = ['dockerd', 'docker', 'containerd'];
  const before = cpuSeconds(engineNames);
  const stats = spawn('docker', ['stats', '--format', '{{.MemUsage}}', id], { stdio: ['ignore', 'pipe', 'ignore'] });
  const values: number[] = [];
  createInterface({ input: stats.stdout }).on('line', (line) => {
    const match = /([\d.]+)([KMG]?i?B) \//.exec(line);
    if (match?.[1] && match[2]) values.push(Number(match[1]) * (units[match[2]] ?? 0));
  });
  await sleep(seconds * 1000);
  const spent = cpuSeconds(engineNames) - before;
  stats.kill('SIGKILL');
  // The command prints each reading once more as it redraws; the engine gives one a second.
  return {
    way: 'docker stats',
    readings: values.length,
    missed: Math.max(0, seconds - values.length),
    highestMiB: Math.max(...values),
    percentOfCore: (100 * spent) / seconds,
  };
}

function print({ way, readings, missed, highestMiB, percentOfCore }: Seen): void {
  process.stdout.write(`| ${[way, readings, missed, highestMiB.toFixed(1), percentOfCore.toFixed(2)].join(' | ')} |\n`);
}

const script = join(import.meta.dirname, '../test/workloads/spike/server.mjs');
const id = docker('create', '--label', 'highwater.bench=1', '-m', '400m', '-e', 'PORT=8080', 'node:24-bookworm-slim', 'node', '--expose-gc', '/server.mjs');
try {
  docker('cp', script, `${id}:/server.mjs`);
  docker('start', id);
  const pid = Number(docker('inspect', '-f', '{{.State.Pid}}', id));
  const idle = cpuSeconds(['dockerd', 'docker', 'containerd']);
  await sleep(seconds * 1000);
  const engineIdle = (100 * (cpuSeconds(['dockerd', 'docker', 'containerd']) - idle)) / seconds;
  process.stdout.write(`${seconds} s per stretch; engine without anybody asking: ${engineIdle.toFixed(2)} % of a core\n\n`);
  process.stdout.write('| way | readings | missed | highest seen, MiB | CPU, % of a core |\n|---|---|---|---|---|\n');
  for (let pair = 0; pair < pairs; pair += 1) {
    const both = await Promise.all([byKernel(id, pid), byEngine(id)]);
    for (const seen of both) print(seen);
  }
} finally {
  docker('rm', '--force', id);
}
