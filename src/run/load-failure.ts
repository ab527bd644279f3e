import type { LoadEnd, ScheduledLevel } from '../ports/load.ts';
import type { DriveRequest } from './drive.ts';
import type { Result, Session } from './session.ts';

/** k6 ends a level up to half a period before its end, after the last iteration that falls into it; a second more for leaving. */
const earlyEndMs = ({ rate }: ScheduledLevel): number => 500 / rate + 1000;

const describe = ({ outcome, exitCode, detail }: LoadEnd): string =>
  `k6 ${outcome}${exitCode === null ? '' : ` (exit code ${exitCode})`}${detail ? `: ${detail}` : ''}`;

const ranToItsEnd = ({ outcome }: LoadEnd): boolean => outcome === 'completed' || outcome === 'thresholds-failed';

/** The load gave up by itself: the script threw or called test.abort(), or a threshold with abortOnFail was crossed. Its server may be why, k6 is not. */
function gaveUp(end: LoadEnd): boolean {
  return end.outcome === 'script-failed' || end.outcome === 'thresholds-failed';
}

/** Ends the recording for a load that failed, and leaves in it whose doing that was. */
export function loadFailure(session: Session, end: LoadEnd, { emit, clock }: DriveRequest): Promise<Result> {
  const detail = describe(end);
  emit({ kind: 'note', t: clock.now(), code: gaveUp(end) ? 'load-gave-up' : 'load-died', text: detail });
  return session.unlessKilled({ outcome: 'load-failed', detail });
}

/** Whether a load that ended during a level ended too early. How long the scenarios of a script of its own last is only known from above. */
export function endedTooEarly(end: LoadEnd, level: ScheduledLevel, remainingMs: number, { plan }: DriveRequest): boolean {
  if (!ranToItsEnd(end)) return true;
  return plan.load.profile !== 'script' && remainingMs > earlyEndMs(level);
}

export function failedAfterLevels(end: LoadEnd): boolean {
  return !ranToItsEnd(end);
}
