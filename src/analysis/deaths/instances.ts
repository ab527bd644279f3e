import type { EventOf } from '../../recording/events.ts';
import type { RecordingFacts } from '../facts/facts.ts';
import { clusterMs, endOf, roleOf } from './pod-lookup.ts';
import { type StartRef, sameStart } from './same-start.ts';

export type Instance = EventOf<'instance'>;

/** The process with this pid was the main process of the container. */
export function isMainPid(facts: RecordingFacts, container: string, pid: number): boolean {
  return facts.instances.some((event) => event.container === container && event.pid === pid);
}

/** The container had said that it is ready, and had not been started again since. */
export function wasReady(facts: RecordingFacts, start: StartRef, tMs: number): boolean {
  const last = facts.instances.findLast((event) => sameStart(event, start) && event.t <= tMs && (event.state === 'started' || event.state === 'ready'));
  return last?.state === 'ready';
}

/** Every end of a main process, but for init containers that did what they were there for. */
export function endsOfMain(facts: RecordingFacts): Instance[] {
  return facts.instances.filter(
    (event) => event.state === 'exited' && !(event.exitCode === 0 && event.podUid !== undefined && roleOf(facts, event.podUid, event.container) === 'init'),
  );
}

/** Ends of main processes that nobody of us asked for. */
export function unplannedExits(facts: RecordingFacts): Instance[] {
  return endsOfMain(facts).filter((event) => !wasAskedFor(facts, event));
}

function wasAskedFor(facts: RecordingFacts, exit: Instance): boolean {
  const { toMs } = endRange(facts, exit);
  return facts.instances.some(
    (event) =>
      event.state === 'stopped' && event.container === exit.container && event.restart === exit.restart && event.podUid === exit.podUid && event.t <= toMs,
  );
}

export interface EndRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A pod's status gives times to the second. */
const statusResolutionMs = 1000;

/** When the process ended: where a pod's status says so, within that second; otherwise when the end was seen. */
export function endRange(facts: RecordingFacts, { t, podUid, containerId }: Instance): EndRange {
  const finishedAt = podUid !== undefined && containerId !== undefined ? endOf(facts, podUid, containerId)?.finishedAt : undefined;
  if (finishedAt === undefined) return { fromMs: t, toMs: t };
  const fromMs = Math.min(t, clusterMs(facts, finishedAt));
  return { fromMs, toMs: Math.min(t, fromMs + statusResolutionMs) };
}

/** Ended by SIGKILL, or with the code that a shell or container runtime makes of it (128 + 9). */
export function looksKilled(exit: Instance): boolean {
  return exit.signal === 'SIGKILL' || exit.exitCode === 137;
}

export function describeExit(exit: Instance): string {
  const how = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.exitCode ?? 'unknown'}`;
  return `main process${exit.pid === undefined ? '' : ` ${exit.pid}`} of ${exit.container} ended with ${how} (restart ${exit.restart})`;
}
