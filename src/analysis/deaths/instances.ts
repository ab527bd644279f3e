import type { EventOf } from '../../recording/events.ts';
import type { RecordingFacts } from '../facts/facts.ts';

type Instance = EventOf<'instance'>;

/** The process with this pid was the main process of the container. */
export function isMainPid(facts: RecordingFacts, container: string, pid: number): boolean {
  return facts.instances.some((event) => event.container === container && event.pid === pid);
}

/** The container had said that it is ready, and had not been started again since. */
export function wasReady(facts: RecordingFacts, container: string, tMs: number): boolean {
  const last = facts.instances.findLast((event) => event.container === container && event.t <= tMs && (event.state === 'started' || event.state === 'ready'));
  return last?.state === 'ready';
}

/** Ends of main processes that nobody of us asked for. */
export function unplannedExits(facts: RecordingFacts): Instance[] {
  return facts.instances.filter((event) => event.state === 'exited' && !stoppedBefore(facts, event));
}

function stoppedBefore(facts: RecordingFacts, exit: Instance): boolean {
  return facts.instances.some(
    (event) => event.state === 'stopped' && event.container === exit.container && event.restart === exit.restart && event.t <= exit.t,
  );
}

/** Ended by SIGKILL, or with the code that a shell or container runtime makes of it (128 + 9). */
export function looksKilled(exit: Instance): boolean {
  return exit.signal === 'SIGKILL' || exit.exitCode === 137;
}

export function describeExit(exit: Instance): string {
  const how = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.exitCode ?? 'unknown'}`;
  return `main process${exit.pid === undefined ? '' : ` ${exit.pid}`} of ${exit.container} ended with ${how} (restart ${exit.restart})`;
}
