import type { EventSink } from '../ports/event-sink.ts';
import type { LoadEnd, PreparedLoad, ScheduledLevel } from '../ports/load.ts';
import type { ProbeSession } from '../ports/probe.ts';
import type { DeployedWorkload, WatchedCgroup } from '../ports/target.ts';
import type { HighwaterError } from '../shared/errors.ts';
import type { anchorClock } from './clock.ts';
import { PhaseTracker } from './phases.ts';
import type { Outcome, RecordRequest } from './record.ts';
import type { Scope } from './scope.ts';
import { aborted, sleep } from './signals.ts';

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

interface Result {
  readonly outcome: Outcome;
  readonly detail?: string;
  /** Thrown by the caller once the recording is closed. */
  readonly error?: HighwaterError;
}

/** After a kill the exit, the counters and the kernel log come in within a tick or two; they are waited for. */
const evidenceGraceMs = 400;
/** k6 runs teardown() and its summary before it goes; after this it is killed. */
const stopGraceMs = 10_000;

class Session {
  readonly phases: PhaseTracker;
  readonly killed: Promise<void>;
  readonly #request: DriveRequest;
  readonly #probe: ProbeSession;
  kills = 0;

  constructor(request: DriveRequest, probe: ProbeSession) {
    this.#request = request;
    this.#probe = probe;
    this.phases = new PhaseTracker(request.emit, request.clock.now, probe);
    this.killed = new Promise((resolve) => {
      probe.onKill(() => {
        this.kills += 1;
        if (request.variant.stopAtFirstKill) resolve();
      });
    });
  }

  report(): void {
    const latest = this.#probe.latest();
    this.#request.progress({ phase: this.phases.current, usageBytes: latest?.usageBytes, peakBytes: latest?.peakBytes });
  }

  /** Waits, but not longer than until a kill that ends the recording or an interruption. */
  async pause(ms: number): Promise<'elapsed' | 'killed' | 'interrupted'> {
    return Promise.race([
      sleep(ms, this.#request.signal).then(() => (this.#request.signal.aborted ? ('interrupted' as const) : ('elapsed' as const))),
      this.killed.then(() => 'killed' as const),
    ]);
  }

  async stoppedBy(reason: 'killed' | 'interrupted'): Promise<Result> {
    if (reason === 'interrupted') return { outcome: 'interrupted' };
    await sleep(evidenceGraceMs);
    return { outcome: 'stopped-at-kill' };
  }
}

async function untilReady(session: Session, workload: DeployedWorkload, request: DriveRequest): Promise<Result | undefined> {
  const ready = workload.ready.then(
    () => 'ready' as const,
    (error: HighwaterError) => error,
  );
  const first = await Promise.race([ready, session.killed.then(() => 'killed' as const), aborted(request.signal).then(() => 'interrupted' as const)]);
  if (first === 'ready') return undefined;
  if (first === 'killed' || first === 'interrupted') return session.stoppedBy(first);
  if (session.kills > 0) return { outcome: 'never-ready', detail: first.message };
  return { outcome: 'never-ready', detail: first.message, error: first };
}

async function driveLevel(session: Session, level: ScheduledLevel, endsAt: number, load: PreparedLoad, request: DriveRequest): Promise<Result | undefined> {
  session.phases.turnTo({ phase: level.name, phaseKind: 'level', offeredRate: level.rate, settleMs: level.settleMs });
  const waited = await Promise.race([session.pause(endsAt - request.clock.now()), load.ended]);
  if (waited === 'elapsed') return undefined;
  if (typeof waited === 'string') return session.stoppedBy(waited);
  return waited.outcome === 'completed' || waited.outcome === 'thresholds-failed' ? undefined : loadFailure(waited);
}

function loadFailure(end: LoadEnd): Result {
  return {
    outcome: 'load-failed',
    detail: `k6 ${end.outcome}${end.exitCode === null ? '' : ` (exit code ${end.exitCode})`}${end.detail ? `: ${end.detail}` : ''}`,
  };
}

async function driveLevels(session: Session, load: PreparedLoad, request: DriveRequest): Promise<Result> {
  const zero = await load.release();
  const { clock, plan, variant } = request;
  const early = await session.pause((load.levels[0]?.startMs ?? 0) + zero - clock.now());
  if (early !== 'elapsed') return session.stoppedBy(early);
  for (const level of load.levels) {
    const stopped = await driveLevel(session, level, zero + level.startMs + level.durationMs, load, request);
    if (stopped) return stopped;
  }
  session.phases.turnTo({ phase: 'drain', phaseKind: 'drain' });
  const ended = await Promise.race([load.ended, session.pause(plan.load.timeoutMs + plan.load.drainMs + stopGraceMs)]);
  if (ended === 'killed' || ended === 'interrupted') return session.stoppedBy(ended);
  if (typeof ended === 'object' && ended.outcome !== 'completed' && ended.outcome !== 'thresholds-failed') return loadFailure(ended);
  const drained = await session.pause(plan.load.drainMs);
  if (drained !== 'elapsed') return session.stoppedBy(drained);
  if (variant.load === 'ladder') {
    session.phases.turnTo({ phase: 'cooldown', phaseKind: 'cooldown' });
    const cooled = await session.pause(plan.load.cooldownMs);
    if (cooled !== 'elapsed') return session.stoppedBy(cooled);
  }
  return { outcome: 'completed' };
}

async function deployAndDrive(session: Session, probe: ProbeSession, request: DriveRequest): Promise<Result> {
  const { plan, variant, environment, scope, clock, emit, dir, scenarioDir } = request;
  const watch = (cgroup: WatchedCgroup) => {
    probe.watch(cgroup);
    if (session.phases.current === '') session.phases.turnTo({ phase: 'startup', phaseKind: 'startup' });
  };
  const workload = await environment.deploy({ plan, variant, scenarioDir, recordingDir: dir, clock: clock.now, emit, watch });
  scope.defer('remove the workload', () => workload.remove());
  scope.defer('stop the probes', () => probe.stop());
  const notReady = await untilReady(session, workload, request);
  if (notReady) return notReady;
  session.phases.turnTo({ phase: 'idle', phaseKind: 'idle' });
  const prepared = request.driver.prepare({
    plan,
    variant,
    scenarioDir,
    workDir: dir,
    targetUrl: workload.url,
    clock: clock.now,
    emit,
    cores: environment.loadCores,
  });
  prepared.catch(() => undefined);
  const idle = await session.pause(plan.load.idleMs);
  const load = await prepared;
  scope.defer('stop the load', () => load.stop(stopGraceMs));
  if (idle !== 'elapsed') return session.stoppedBy(idle);
  return driveLevels(session, load, request);
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
