/**
 * Cost of sampling one container with all counters, and punctuality, against the same stretch without sampling, in pairs:
 *   node bench/sampling.ts [seconds per stretch, 10] [pairs, 3]
 * Needs root and a memory cgroup of its own. Budget: under 1 % of one core and under 0.1 % late ticks at 20 Hz.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WatchedCgroup } from '../src/ports/target.ts';
import { createCgroupProbe } from '../src/probes/cgroup-probe.ts';
import type { RecordingEvent } from '../src/recording/events.ts';

const version = existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes') ? 1 : 2;
const mount = version === 1 ? '/sys/fs/cgroup/memory' : '/sys/fs/cgroup';
const seconds = Number(process.argv[2] ?? 10);
const pairs = Number(process.argv[3] ?? 3);

/** On-CPU nanoseconds of each thread of this process. */
function threadTimes(): Map<string, number> {
  return new Map(readdirSync('/proc/self/task').map((tid) => [tid, Number(readFileSync(`/proc/self/task/${tid}/schedstat`, 'latin1').split(' ')[0])]));
}

const sumOf = (times: Map<string, number>, keep: (tid: string) => boolean) => [...times].reduce((sum, [tid, ns]) => (keep(tid) ? sum + ns : sum), 0);
const percentOfCore = (ns: number) => ns / 1e7 / seconds;

/** Keeps about a third of a core busy with allocations, inside the cgroup. */
function startWorkload(dir: string): ChildProcess {
  const code = 'setInterval(() => { const kept = []; for (let i = 0; i < 20; i++) kept.push(Buffer.alloc(262144, i)); }, 5)';
  return spawn('sh', ['-c', `echo $$ > ${dir}/cgroup.procs && exec ${process.execPath} -e '${code}'`], { stdio: 'ignore' });
}

interface Stretch {
  readonly hz: number;
  readonly samplerPercent: number;
  readonly processPercent: number;
  readonly due: number;
  readonly late: number;
  readonly missed: number;
  readonly maxLateMs: number;
}

async function unsampled(): Promise<Stretch> {
  const before = sumOf(threadTimes(), () => true);
  await sleep(seconds * 1000);
  const processPercent = percentOfCore(sumOf(threadTimes(), () => true) - before);
  return { hz: 0, samplerPercent: 0, processPercent, due: 0, late: 0, missed: 0, maxLateMs: 0 };
}

async function sampled(hz: number, cgroup: WatchedCgroup): Promise<Stretch> {
  const monotonicMs = performance.timeOrigin;
  const own = new Set(threadTimes().keys());
  const events: RecordingEvent[] = [];
  const clock = () => Number(process.hrtime.bigint()) / 1e6;
  const session = await createCgroupProbe().start({ hz, clock, monotonicMs: 0, emit: (event) => void events.push(event) });
  session.watch(cgroup);
  session.phase(`bench-${monotonicMs}`);
  // The first second compiles and opens; what is measured is the steady cost.
  await sleep(1000);
  const before = threadTimes();
  const first = events.length;
  await sleep(seconds * 1000);
  const after = threadTimes();
  const ticks = events.slice(first).filter((event) => event.kind === 'ticks');
  await session.stop();
  const spent = (keep: (tid: string) => boolean) => percentOfCore(sumOf(after, keep) - sumOf(before, keep));
  const total = (key: 'due' | 'late' | 'missed') => ticks.reduce((sum, event) => sum + event[key], 0);
  return {
    hz,
    samplerPercent: spent((tid) => !own.has(tid)),
    processPercent: spent(() => true),
    due: total('due'),
    late: total('late'),
    missed: total('missed'),
    maxLateMs: Math.max(...ticks.map(({ maxLateMs }) => maxLateMs)),
  };
}

function print(stretch: Stretch): void {
  const { hz, samplerPercent, processPercent, due, late, missed, maxLateMs } = stretch;
  const cells = [hz === 0 ? 'unsampled' : `${hz} Hz`, samplerPercent.toFixed(3), processPercent.toFixed(3), due, late, missed, maxLateMs.toFixed(1)];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

const dir = join(mount, `highwater-bench-${process.pid}`);
mkdirSync(dir);
const workload = startWorkload(dir);
const ended = new Promise((resolve) => workload.once('exit', resolve));
const cpuDir = version === 1 ? '/sys/fs/cgroup/cpu' : dir;
const pressureDir = version === 1 ? '/sys/fs/cgroup/unified' : dir;
const watched: WatchedCgroup = { container: 'bench', role: 'workload', version, memoryDir: dir, cpuDir, pressureDir, kernelPath: dir.slice(mount.length) };
try {
  process.stdout.write(`cgroup v${version}, ${seconds} s per stretch\n\n`);
  process.stdout.write(
    '| stretch | sampler thread, % of a core | whole process, % of a core | due | late | missed | latest ms |\n|---|---|---|---|---|---|---|\n',
  );
  for (let pair = 0; pair < pairs; pair++) {
    print(await unsampled());
    print(await sampled(20, watched));
  }
  print(await sampled(100, watched));
} finally {
  workload.kill('SIGKILL');
  await ended;
  rmdirSync(dir);
}
