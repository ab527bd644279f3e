import type { EventSink } from '../ports/event-sink.ts';
import type { PreparedLoad, ScheduledLevel } from '../ports/load.ts';
import type { ProbeSession } from '../ports/probe.ts';
import type { DeployedWorkload, WatchedCgroup, WatchedPod } from '../ports/target.ts';
import { type ErrorCode, HighwaterError } from '../shared/errors.ts';
import type { anchorClock } from './clock.ts';
import { endedTooEarly, failedAfterLevels, loadFailure } from './load-failure.ts';
import type { RecordRequest } from './record.ts';
import type { Scope } from './scope.ts';
import { type Result, Session } from './session.ts';

/** What a person watching wants to know. */
export interface Progress {
  readonly phase: string;
  readonly usageBytes: number | undefined;
  readonly peakBytes: number | undefined;
}

export interface DriveRequest extends RecordRequest {
  readonly dir: string;
  readonly clock: ReturnType<typeof anchorClock>;
  readonly emit: EventSink;
  readonly scope: Scope;
}

/** k6 runs teardown() and its summary before it goes; after this it is killed. */
const stopGraceMs = 10_000;
/** A load that could not be released has ended by then, or it is still there and refuses. */
const endedGraceMs = 200;

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** A promise that can be raced and left: it never rejects. */
const settled = <T>(promise: Promise<T>): Promise<Settled<T>> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** The error as a fact about workload or load; any other is rethrown, it is about highwater or the machine. */
function factOf(error: unknown, code: ErrorCode): HighwaterError {
  if (error instanceof HighwaterError && error.code === code) return error;
  throw error;
}

async function untilReady(session: Session, workload: DeployedWorkload): Promise<Result | undefined> {
  const ready = await session.until(settled(workload.ready));
  if (typeof ready === 'string') return session.stoppedBy(ready);
  if ('value' in ready) return undefined;
  const problem = factOf(ready.error, 'workload-never-ready');
  return { outcome: 'never-ready', detail: problem.message, ...(session.kills === 0 && { problem }) };
}

/** The load's zero, or how the recording ended instead: setup() of the script runs before, and a workload may die of it. */
async function release(session: Session, load: PreparedLoad, request: DriveRequest): Promise<number | Result> {
  const released = await session.until(settled(load.release()));
  if (typeof released === 'string') return session.stoppedBy(released);
  if ('value' in released) return released.value;
  const problem = factOf(released.error, 'load-never-ran');
  const end = await session.pause(endedGraceMs, load.ended);
  if (end === 'killed' || end === 'interrupted') return session.stoppedBy(end);
  const result = end === 'elapsed' ? await session.unlessKilled({ outcome: 'load-failed' }) : await loadFailure(session, end, request);
  return result.outcome === 'load-failed' ? { ...result, detail: problem.message, problem } : result;
}

async function driveLevel(session: Session, level: ScheduledLevel, endsAt: number, load: PreparedLoad, request: DriveRequest): Promise<Result | undefined> {
  session.phases.turnTo({ phase: level.name, phaseKind: 'level', offeredRate: level.rate, settleMs: level.settleMs });
  const waited = await session.pause(endsAt - request.clock.now(), load.ended);
  if (waited === 'elapsed') return undefined;
  if (typeof waited === 'string') return session.stoppedBy(waited);
  return endedTooEarly(waited, level, endsAt - request.clock.now(), request) ? loadFailure(session, waited, request) : undefined;
}

async function settle(session: Session, load: PreparedLoad, request: DriveRequest): Promise<Result> {
  const { plan, variant } = request;
  session.phases.turnTo({ phase: 'drain', phaseKind: 'drain' });
  const ended = await session.pause(plan.load.timeoutMs + plan.load.drainMs + stopGraceMs, load.ended);
  if (ended === 'killed' || ended === 'interrupted') return session.stoppedBy(ended);
  if (typeof ended === 'object' && failedAfterLevels(ended)) return loadFailure(session, ended, request);
  const drained = await session.pause(plan.load.drainMs);
  if (drained !== 'elapsed') return session.stoppedBy(drained);
  if (variant.load === 'ladder') {
    session.phases.turnTo({ phase: 'cooldown', phaseKind: 'cooldown' });
    const cooled = await session.pause(plan.load.cooldownMs);
    if (cooled !== 'elapsed') return session.stoppedBy(cooled);
  }
  return { outcome: 'completed' };
}

async function driveLevels(session: Session, load: PreparedLoad, request: DriveRequest): Promise<Result> {
  const zero = await release(session, load, request);
  if (typeof zero === 'object') return zero;
  const early = await session.pause((load.levels[0]?.startMs ?? 0) + zero - request.clock.now());
  if (early !== 'elapsed') return session.stoppedBy(early);
  for (const level of load.levels) {
    const stopped = await driveLevel(session, level, zero + level.startMs + level.durationMs, load, request);
    if (stopped) return stopped;
  }
  return settle(session, load, request);
}

/** Prepares the load while the workload idles, then drives it. */
async function idleAndDrive(session: Session, targetUrl: string, request: DriveRequest): Promise<Result> {
  const { plan, variant, environment, scope, clock, emit, dir, scenarioDir } = request;
  session.phases.turnTo({ phase: 'idle', phaseKind: 'idle' });
  const prepared = settled(
    request.driver.prepare({ plan, variant, scenarioDir, workDir: dir, targetUrl, clock: clock.now, emit, cores: environment.loadCores }),
  );
  scope.defer('stop the load', async () => {
    const load = await prepared;
    if ('value' in load) await load.value.stop(stopGraceMs);
  });
  const idle = await session.pause(plan.load.idleMs);
  if (idle !== 'elapsed') return session.stoppedBy(idle);
  const load = await session.until(prepared);
  if (typeof load === 'string') return session.stoppedBy(load);
  if ('value' in load) return driveLevels(session, load.value, request);
  const problem = factOf(load.error, 'load-never-ran');
  return session.unlessKilled({ outcome: 'load-failed', detail: problem.message, problem });
}

/** Endings that look the same whether the workload failed or what it ran on was gone. A kill is a fact whatever came after it. */
const doubtful: ReadonlySet<Result['outcome']> = new Set(['completed', 'load-failed', 'never-ready']);

/** The result, unless the target was lost under it: a load that nobody answered must not be held against the limit. */
async function vouched(session: Session, { lost }: DeployedWorkload, result: Result): Promise<Result> {
  if (!lost || !doubtful.has(result.outcome)) return result;
  const why = await session.until(lost());
  if (typeof why === 'string') return session.stoppedBy(why);
  if (why) throw why;
  return result;
}

async function deployAndDrive(session: Session, probe: ProbeSession, request: DriveRequest): Promise<Result> {
  const { plan, variant, environment, scope, clock, emit, dir, scenarioDir } = request;
  let begun = false;
  // A restart brings a new cgroup and no new startup phase, also when it comes after the last phase was closed.
  const begin = () => {
    if (!begun) session.phases.turnTo({ phase: 'startup', phaseKind: 'startup' });
    begun = true;
  };
  const watch = (cgroup: WatchedCgroup) => {
    probe.watch(cgroup);
    begin();
  };
  const watchPod = (pod: WatchedPod) => {
    probe.watchPod?.(pod);
    begin();
  };
  const workload = await environment.deploy({ plan, variant, scenarioDir, recordingDir: dir, clock: clock.now, emit, watch, watchPod });
  void workload.broken?.then((error) => session.break(error));
  scope.defer('remove the workload', () => workload.remove());
  scope.defer('stop the probes', () => probe.stop());
  return vouched(session, workload, (await untilReady(session, workload)) ?? (await idleAndDrive(session, workload.url, request)));
}

/** Drives one instance through startup, idle, the levels, drain and cooldown. Everything it starts is deferred to the scope. */
export async function drive(request: DriveRequest): Promise<Result> {
  const probe = await request.probe.start({
    hz: request.plan.sampling.hz,
    clock: request.clock.now,
    monotonicMs: request.clock.monotonicMs,
    emit: request.emit,
  });
  request.scope.defer('stop the probes', () => probe.stop());
  const session = new Session(request, probe);
  const ticker = setInterval(() => session.report(), 500);
  request.scope.defer('stop the progress', () => clearInterval(ticker));
  try {
    return await deployAndDrive(session, probe, request);
  } finally {
    session.phases.finish();
  }
}
