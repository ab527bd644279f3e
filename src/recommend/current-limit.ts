import { formatMemory } from '../shared/quantity.ts';
import type { CurrentLimit } from './document.ts';
import type { Status } from './status.ts';
import { replayableCurrentLimit, type Survey } from './survey.ts';
import { howItFailed, standingOf } from './trials.ts';

type Verdict = Pick<CurrentLimit, 'verdict' | 'why'>;

function spare(limitBytes: number, headroomBytes: number): string {
  const share = Math.round((headroomBytes / limitBytes) * 100);
  return headroomBytes === 0 ? 'exactly what is recommended' : `${formatMemory(headroomBytes)} (${share} % of it) more than recommended`;
}

/** Held where it was replayed, or lies above limits that did. */
function unbroken(survey: Survey, limitBytes: number, headroomBytes: number | null, status: Status['status'], held: string): Verdict {
  if (status === 'none') return { verdict: 'unsafe', why: `${held}, but no limit can be verified for this workload` };
  if (headroomBytes === null) return { verdict: 'unknown', why: `${held}; nothing is recommended yet to compare it with` };
  if (headroomBytes < 0) {
    const failed = survey.known.failedBytes;
    if (failed !== null && failed >= limitBytes) return { verdict: 'unsafe', why: `${held}, but ${formatMemory(failed)} failed` };
    return { verdict: 'unknown', why: `${held}, but ${formatMemory(-headroomBytes)} are missing to the recommended limit: it lies within the margin` };
  }
  if (status !== 'verified') return { verdict: 'unknown', why: `${held}; the recommended limit is not verified` };
  return { verdict: 'safe', why: `${held}; it is ${spare(limitBytes, headroomBytes)}` };
}

function verdictOf(survey: Survey, limitBytes: number, headroomBytes: number | null, status: Status['status']): Verdict {
  const limit = formatMemory(limitBytes);
  const trial = survey.trials.find((candidate) => candidate.limitBytes === limitBytes);
  if (trial !== undefined && standingOf(trial) === 'failed') return { verdict: 'unsafe', why: `${limit} was ${howItFailed(trial)}` };
  if (trial !== undefined && trial.harmed > 0)
    return {
      verdict: 'unknown',
      why: `${limit} was harmed in ${trial.harmed} of ${trial.runs.length} runs: it lies at the edge, or something else disturbed that run`,
    };
  if (trial !== undefined)
    return unbroken(
      survey,
      limitBytes,
      headroomBytes,
      status,
      `${limit} held in ${trial.passes} of ${trial.runs.length} ${trial.runs.length === 1 ? 'run' : 'runs'}`,
    );
  if (replayableCurrentLimit(survey.plan, survey.looseLimitBytes) !== null) return { verdict: 'unknown', why: `${limit} has not been replayed` };
  return unbroken(
    survey,
    limitBytes,
    headroomBytes,
    status,
    `${limit} is above the loose limit of ${formatMemory(survey.looseLimitBytes)} and was not replayed`,
  );
}

/** Is the limit in the manifest safe, and how far is it from the recommended one? */
export function currentLimitOf(survey: Survey, recommendedBytes: number | null, status: Status['status']): CurrentLimit {
  const limitBytes = survey.plan.workload.currentLimitBytes ?? null;
  const requestBytes = survey.plan.workload.currentRequestBytes ?? null;
  if (limitBytes === null) return { limitBytes, requestBytes, verdict: 'none', headroomBytes: null, why: 'the manifest sets no memory limit' };
  const headroomBytes = recommendedBytes === null ? null : limitBytes - recommendedBytes;
  return { limitBytes, requestBytes, headroomBytes, ...verdictOf(survey, limitBytes, headroomBytes, status) };
}
