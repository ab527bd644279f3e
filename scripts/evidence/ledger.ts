// Recall and precision of the OOM ledger over real kills. Truth is what the parent of the killed children got from wait(), never the kernel log.
// Each run is judged twice: as recorded, and with everything that the kernel log said taken out. Usage: npm run evidence -- ledger [RUNS]
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import type { Death } from '../../src/analysis/document.ts';
import { createK6Driver } from '../../src/loads/k6/driver.ts';
import { findK6 } from '../../src/loads/k6/find.ts';
import { resolvePlan } from '../../src/plan/resolve.ts';
import { createCgroupProbe } from '../../src/probes/cgroup-probe.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { record } from '../../src/run/record.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { createLocalTarget } from '../../src/targets/local/target.ts';
import { ownPool } from './pool.mjs';

const root = join(import.meta.dirname, '../..');
const pool = ownPool() as { dir: string; unit<T>(key: string, work: () => Promise<T>): Promise<T> };

interface Made {
  readonly dir: string;
  /** What wait() said, one entry per child that ended by SIGKILL. */
  readonly truePids: number[];
}

async function makeRun(workload: string, index: number, limitBytes: number): Promise<Made> {
  const waitLog = join(pool.dir, `${workload}-${index}.wait.ndjson`);
  rmSync(waitLog, { force: true });
  const resolved = resolvePlan({
    scenario: join(root, 'test/workloads', workload),
    cwd: root,
    env: {},
    assignments: [`workload.local.env.WAIT_LOG=${waitLog}`],
  });
  const { plan, scenarioDir } = resolved;
  const runId = `ledger-${workload}-${index}-${process.pid}`;
  const found = await findK6({ env: process.env, cacheDir: join(process.env.HOME ?? '/', '.cache/highwater'), note: () => undefined });
  const environment = await createLocalTarget({ env: process.env, stateDir: '/var/tmp/highwater-ledger' }).provision({
    plan,
    runId,
    scenarioDir,
    note: () => undefined,
  });
  try {
    const variant = { index, purpose: 'search', limitBytes, seed: 1000 + index, load: 'ladder', loadFactor: 1, stopAtFirstKill: false } as const;
    const made = await record({
      plan,
      variant,
      scenarioDir,
      runDir: join(pool.dir, workload),
      runId,
      toolVersion: 'evidence',
      environment,
      driver: createK6Driver({ k6Path: found.path, version: found.version }),
      probe: createCgroupProbe(),
      wallNow: () => new Date(),
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    const lines = existsSync(waitLog) ? readFileSync(waitLog, 'utf8').trim().split('\n').filter(Boolean) : [];
    // Children that die when the whole instance is ended at the close are killed by highwater, after the parent: nobody waits for them.
    return {
      dir: made.dir,
      truePids: lines
        .map((line) => JSON.parse(line) as { pid: number; signal: string | null })
        .filter(({ signal }) => signal === 'SIGKILL')
        .map(({ pid }) => pid),
    };
  } finally {
    await environment.dispose();
  }
}

/** A copy of the recording in which some events never were. */
function judgedWithout(dir: string, drop: (event: RecordingEvent) => boolean): Death[] {
  const copy = mkdtempSync(join(tmpdir(), 'highwater-ledger-'));
  try {
    cpSync(dir, copy, { recursive: true });
    const events = readFileSync(join(dir, 'events.ndjson'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordingEvent);
    const kept = events.filter((event) => !drop(event)).map((event) => (event.kind === 'kernel-log' ? { ...event, state: 'denied' } : event));
    writeFileSync(join(copy, 'events.ndjson'), `${kept.map((event) => JSON.stringify(event)).join('\n')}\n`);
    return analyzeRecording(copy).deaths;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const ofKernelLog = ({ kind }: RecordingEvent) => kind === 'kernel-line';
const ofCounters = ({ kind }: RecordingEvent) => kind === 'kernel-line' || kind === 'counters';
/** A parent that dies itself within this time cannot have waited for the child any more: that kill is in the kernel log and in nobody's truth. */
const unwaitedMs = 500;
/** A child that is killed before the workload is ready again is of class startup. */
const childClasses: readonly Death['class'][] = ['child-process', 'startup'];
const childKills = (deaths: readonly Death[]) => deaths.filter((death) => childClasses.includes(death.class) && !death.mainProcess);

function unwaitedPids(deaths: readonly Death[], truePids: readonly number[]): number[] {
  const ends = deaths.filter(({ mainProcess }) => mainProcess).map(({ tMs }) => tMs);
  const late = childKills(deaths).filter(({ tMs }) => ends.some((endMs) => Math.abs(endMs - tMs) <= unwaitedMs));
  return late.flatMap(({ pid }) => (pid !== null && !truePids.includes(pid) ? [pid] : []));
}

function scoreByPid(truePids: readonly number[], found: readonly Death[]) {
  const truth = new Set(truePids);
  const hit = new Set(found.flatMap(({ pid }) => (pid !== null && truth.has(pid) ? [pid] : [])));
  return { truth: truth.size, found: found.length, right: hit.size };
}

/** Without the kernel log a kill has no pid: as many as were counted are right, none above the truth. */
function scoreByCount(truePids: readonly number[], found: readonly Death[]) {
  return { truth: truePids.length, found: found.length, right: Math.min(truePids.length, found.length) };
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} % (${part}/${whole})`;
}

type Score = ReturnType<typeof scoreByPid>;
function line(name: string, scores: readonly Score[]): string {
  const sum = (key: keyof Score) => scores.reduce((total, score) => total + score[key], 0);
  const exact = scores.filter(({ truth, found, right }) => truth === found && truth === right).length;
  return `| ${name} | ${sum('truth')} | ${sum('found')} | ${percent(sum('right'), sum('truth'))} | ${percent(sum('right'), sum('found'))} | ${exact}/${scores.length} |`;
}

const runs = Number(process.argv[2] ?? 20);
const limitBytes = Number(process.argv[3] ?? 130) * MiB;
mkdirSync(pool.dir, { recursive: true });
const withLog: Score[] = [];
const withoutLog: Score[] = [];
for (let index = 1; index <= runs; index += 1) {
  const { dir, truePids } = await pool.unit(`prefork-${limitBytes}-${index}`, () => makeRun('prefork', index, limitBytes));
  const kills = analyzeRecording(dir).kills;
  const unwaited = unwaitedPids(kills, truePids);
  const waited = childKills(kills).filter(({ pid }) => pid === null || !unwaited.includes(pid));
  withLog.push(scoreByPid(truePids, waited));
  withoutLog.push(scoreByCount(truePids, childKills(judgedWithout(dir, ofKernelLog)).slice(unwaited.length)));
  console.log(
    `run ${index}: wait() saw ${truePids.length} children killed; ledger ${withLog.at(-1)?.found} with, ${withoutLog.at(-1)?.found} without the kernel log`,
  );
}
console.log(
  `\nprefork at ${limitBytes / MiB} MiB, ${runs} runs\n\n| ledger | children killed (wait) | in kills[] | recall | precision | runs exact |\n|---|---|---|---|---|---|`,
);
console.log(line('kernel log heard, matched by pid', withLog));
console.log(line('kernel log denied, matched by count', withoutLog));

const exit137 = await pool.unit('exit-137', () => makeRun('exit-137', 1, 512 * MiB));
const classes = (deaths: readonly Death[]) => [...new Set(deaths.map((death) => death.class))].join(', ') || 'none';
console.log(
  `\nexit-137: as recorded ${classes(analyzeRecording(exit137.dir).deaths)}; kernel log taken out ${classes(judgedWithout(exit137.dir, ofKernelLog))}; counters taken out too ${classes(judgedWithout(exit137.dir, ofCounters))}`,
);
