/**
 * What two ways of watching the same container see and cost, at the same time: the kernel's files at 20 Hz, and `docker stats`.
 *   node bench/docker-sampling.ts [seconds per stretch, 60] [pairs, 3]
 * The container touches 160 MiB for 0.3 s every 10 s (test/workloads/spike). Needs root, a Docker engine on this kernel at a socket, and node:24-bookworm-slim.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCgroupProbe } from '../src/probes/cgroup-probe.ts';
import type { EventOf, RecordingEvent } from '../src/recording/events.ts';
import { monotonicMs as monotonicNowMs } from '../src/run/clock.ts';
import { connectEngine } from '../src/targets/docker/engine.ts';
import { cgroupsOf, localFacts } from '../src/targets/docker/shared-kernel.ts';
import { watchedCgroup } from '../src/targets/machine/watched.ts';
import { startDockerStats } from './docker/docker-stats.ts';
import { engineCpuSeconds, threadsCpuSeconds } from './docker/engine-cpu.ts';
import { heights, type Reading, spread, windowMs } from './docker/spikes.ts';

const seconds = Number(process.argv[2] ?? 60);
const pairs = Number(process.argv[3] ?? 3);
const spikeMib = 160;
/** Both ways are under way by then: what is compared is the steady state. */
const startMs = 3000;
const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();
const socketOf = (host: string | undefined) => (host ?? 'unix:///var/run/docker.sock').replace(/^unix:\/\//, '');

interface Seen {
  readonly way: string;
  readonly due: number;
  readonly missed: number;
  readonly percentOfCore: number;
  readonly readings: readonly Reading[];
}

/** Begins to sample as a run does; the answer ends it and says what it saw since `sinceMs`. */
async function startKernelFiles(id: string, pid: number): Promise<(sinceMs: number) => Promise<Seen & { readonly watermarkMib: number }>> {
  const { info } = await connectEngine();
  const cgroups = cgroupsOf(info, localFacts());
  const set = cgroups.actual(pid, id);
  if (!set) throw new Error('the cgroup of the container cannot be seen');
  const before = new Set(readdirSync('/proc/self/task'));
  const events: RecordingEvent[] = [];
  // Times of events are epoch milliseconds, as those of the spikes.
  const monotonicMs = monotonicNowMs() - Date.now();
  const clock = () => monotonicNowMs() - monotonicMs;
  const session = await createCgroupProbe().start({ hz: 20, clock, monotonicMs, emit: (event) => void events.push(event) });
  session.watch(watchedCgroup('bench', set, cgroups.mounts.memory));
  session.phase('start');
  await sleep(startMs);
  session.phase('bench');
  const cpuBefore = threadsCpuSeconds(before);
  return async (sinceMs) => {
    const percentOfCore = (100 * (threadsCpuSeconds(before) - cpuBefore)) / seconds;
    await session.stop();
    const of = <K extends RecordingEvent['kind']>(kind: K) => events.filter((event): event is EventOf<K> => event.kind === kind && event.t >= sinceMs);
    const sum = (key: 'due' | 'missed') => of('ticks').reduce((total, ticks) => total + ticks[key], 0);
    const readings = of('sample').flatMap(({ cg, t, v }) => (cg === 1 ? [{ atMs: t, mib: (v[0] ?? 0) / 2 ** 20 }] : []));
    const watermarkMib = Math.max(...of('watermark').flatMap(({ cg, bytes }) => (cg === 1 ? [bytes / 2 ** 20] : [])));
    return { way: 'kernel files, 20 Hz', due: sum('due'), missed: sum('missed'), percentOfCore, readings, watermarkMib };
  };
}

/** The engine's own CPU time while nobody asks it for anything, % of a core. */
async function engineIdle(): Promise<number> {
  const before = engineCpuSeconds();
  await sleep(20_000);
  return (100 * (engineCpuSeconds() - before)) / 20;
}

async function pair(id: string, pid: number): Promise<{ ways: Seen[]; watermarkMib: number; spikesAtMs: number[] }> {
  const idle = await engineIdle();
  const stats = startDockerStats(id, socketOf(process.env.DOCKER_HOST));
  const stop = await startKernelFiles(id, pid);
  const [sinceMs, cpuBefore] = [Date.now(), engineCpuSeconds()];
  await sleep(seconds * 1000);
  const untilMs = Date.now();
  const percentOfCore = (100 * (engineCpuSeconds() - cpuBefore)) / seconds - idle;
  const { watermarkMib, ...kernel } = await stop(sinceMs);
  stats.stop();
  const within = (atMs: number) => atMs >= sinceMs && atMs < untilMs;
  const due = seconds;
  const missed = Math.max(0, due - stats.readAtMs.filter(within).length);
  const readings = stats.printed.filter(({ atMs }) => within(atMs));
  const spikesAtMs = docker('logs', id)
    .split('\n')
    .map(Number)
    .filter((atMs) => within(atMs) && within(atMs + windowMs));
  return { ways: [kernel, { way: 'docker stats', due, missed, percentOfCore, readings }], watermarkMib, spikesAtMs };
}

const script = join(import.meta.dirname, '../test/workloads/spike/server.mjs');
const variables = ['PORT=8080', `SPIKE_MIB=${spikeMib}`, 'PRINT_SPIKES=1'].flatMap((each) => ['-e', each]);
const id = docker('create', '--label', 'highwater.bench=1', '-m', '400m', ...variables, 'node:24-bookworm-slim', 'node', '--expose-gc', '/server.mjs');
try {
  docker('cp', script, `${id}:/server.mjs`);
  docker('start', id);
  const pid = Number(docker('inspect', '-f', '{{.State.Pid}}', id));
  process.stdout.write(`${pairs} stretches of ${seconds} s, spikes of ${spikeMib} MiB for 0.3 s\n\n`);
  process.stdout.write(
    '| way | readings due | missed | CPU, % of a core | spikes seen (half of it and more) | height seen, MiB: median (lowest to highest) |\n|---|---|---|---|---|---|\n',
  );
  const all = new Map<string, number[]>();
  for (let index = 0; index < pairs; index += 1) {
    const { ways, watermarkMib, spikesAtMs } = await pair(id, pid);
    for (const { way, due, missed, percentOfCore, readings } of ways) {
      const seen = heights(spikesAtMs, readings);
      all.set(way, [...(all.get(way) ?? []), ...seen]);
      const cells = [way, due, missed, percentOfCore.toFixed(2), `${seen.filter((mib) => mib >= spikeMib / 2).length} of ${seen.length}`, spread(seen, 1)];
      process.stdout.write(`| ${cells.join(' | ')} |\n`);
    }
    process.stdout.write(`| the kernel's own peak | | | | | ${watermarkMib.toFixed(1)} in all |\n`);
  }
  for (const [way, seen] of all)
    process.stdout.write(`\n${way}: ${seen.filter((mib) => mib >= spikeMib / 2).length} of ${seen.length} spikes, ${spread(seen, 1)} MiB\n`);
} finally {
  docker('rm', '--force', id);
}
