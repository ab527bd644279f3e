import type { EventSink } from '../ports/event-sink.ts';
import type { ProbeSession } from '../ports/probe.ts';
import type { DeployedWorkload, WatchedCgroup, WatchedPod } from '../ports/target.ts';
import type { anchorClock } from './clock.ts';
import { idleAndDrive } from './drive-load.ts';
import { driveHeap } from './heap/drive-heap.ts';
import type { RecordRequest } from './record.ts';
import type { Scope } from './scope.ts';
import { type Result, Session } from './session.ts';
import { factOf, settled } from './settled.ts';

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
  /** Set for the second load of one recording: what the names of its phases end in. */
  readonly round?: string;
}

async function untilReady(session: Session, workload: DeployedWorkload): Promise<Result | undefined> {
  const ready = await session.until(settled(workload.ready));
  if (typeof ready === 'string') return session.stoppedBy(ready);
  if ('value' in ready) return undefined;
  const problem = factOf(ready.error, 'workload-never-ready');
  return { outcome: 'never-ready', detail: problem.message, ...(session.kills === 0 && { problem }) };
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
  const driveReady = variant.purpose === 'heap' ? driveHeap : idleAndDrive;
  return vouched(session, workload, (await untilReady(session, workload)) ?? (await driveReady(session, workload, request)));
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
