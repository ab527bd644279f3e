import { join } from 'node:path';
import type { EventSink } from '../ports/event-sink.ts';
import type { PreparedLoad, ScheduledLevel } from '../ports/load.ts';
import type { DeployedWorkload } from '../ports/target.ts';
import type { DriveRequest } from './drive.ts';
import { endedTooEarly, failedAfterLevels, loadFailure } from './load-failure.ts';
import { makeFolder } from './make-folder.ts';
import type { Result, Session } from './session.ts';
import { factOf, settled } from './settled.ts';

/** k6 runs teardown() and its summary before it goes; after this it is killed. */
const stopGraceMs = 10_000;
/** A load that could not be released has ended by then, or it is still there and refuses. */
const endedGraceMs = 200;

/** Load that comes a second time in one recording: its phases and files have names of their own, and it draws other random numbers. */
const again = '-again';

/** The request as the second load of a recording sees it. */
export function secondRound(request: DriveRequest): DriveRequest {
  const dir = join(request.dir, 'again');
  makeFolder(dir);
  const emit: EventSink = (event) => request.emit(event.kind === 'load' ? { ...event, level: `${event.level}${again}` } : event);
  return { ...request, dir, emit, variant: { ...request.variant, seed: (request.variant.seed + 1) % 2 ** 32 }, round: again };
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
  session.phases.turnTo({ phase: `${level.name}${request.round ?? ''}`, phaseKind: 'level', offeredRate: level.rate, settleMs: level.settleMs });
  const waited = await session.pause(endsAt - request.clock.now(), load.ended);
  if (waited === 'elapsed') return undefined;
  if (typeof waited === 'string') return session.stoppedBy(waited);
  return endedTooEarly(waited, level, endsAt - request.clock.now(), request) ? loadFailure(session, waited, request) : undefined;
}

async function settle(session: Session, load: PreparedLoad, request: DriveRequest): Promise<Result> {
  const { plan, variant, round = '' } = request;
  session.phases.turnTo({ phase: `drain${round}`, phaseKind: 'drain' });
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

/** Prepares the load while the workload idles, then drives it, to the end of cooldown. */
export async function idleAndDrive(session: Session, { url: targetUrl }: Pick<DeployedWorkload, 'url'>, request: DriveRequest): Promise<Result> {
  const { plan, variant, environment, scope, clock, emit, dir, scenarioDir, round = '' } = request;
  session.phases.turnTo({ phase: `idle${round}`, phaseKind: 'idle' });
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
