import { replayableCurrentLimit } from '../../recommend/survey.ts';
import { howItFailed, standingOf } from '../../recommend/trials.ts';
import { formatMemory } from '../../shared/quantity.ts';
import { answer, type Check, type CheckAnswer, type CheckInput } from './check.ts';

/** The one question about the need that a gate has time for: does the workload survive, unharmed, at the limit that is committed? */
export const limitHolds: Check = {
  id: 'limit-holds',
  expected: 'the limit in the manifest is survived without harm',
  answer(input) {
    const limitBytes = input.survey.plan.workload.currentLimitBytes;
    if (limitBytes === undefined) return answer('skipped', 'no limit', 'the manifest sets no memory limit');
    return answerAt(input, limitBytes);
  },
};

function answerAt({ survey }: CheckInput, limitBytes: number): CheckAnswer {
  const limit = formatMemory(limitBytes);
  if (replayableCurrentLimit(survey.plan, survey.looseLimitBytes) === null)
    return aboveLoose(survey.records.length, limit, formatMemory(survey.looseLimitBytes));
  const trial = survey.trials.find((candidate) => candidate.limitBytes === limitBytes);
  if (trial === undefined) return answer('inconclusive', 'not replayed', `${limit} was not replayed, or what was recorded there cannot be judged`);
  const runs = `${trial.runs.length} ${trial.runs.length === 1 ? 'run' : 'runs'}`;
  const standing = standingOf(trial);
  if (standing === 'failed') {
    const decisive = trial.runs.find(({ judgement }) => judgement.outcome !== 'pass');
    return answer('fail', `${limit} failed`, `${limit} was ${howItFailed(trial)}`, {
      decidedBy: decisive?.recording.recording ?? null,
      remedy: 'raise the memory limit: `highwater run` finds one that holds',
    });
  }
  if (trial.harmed > 0) return answer('inconclusive', `${limit} at the edge`, `${limit} was harmed in ${trial.harmed} of ${runs}: one more run would decide`);
  return answer('pass', `${limit} held`, `${limit} held in ${runs}`, { decidedBy: trial.runs[0]?.recording.recording ?? null });
}

/** Such a limit could take the machine with it, so it is not replayed; what held below holds there. */
function aboveLoose(records: number, limit: string, loose: string): CheckAnswer {
  if (records === 0) return answer('inconclusive', 'not replayed', `${limit} is above the loose limit of ${loose}, at which no run counts`);
  return answer('pass', `${limit} held`, `${limit} is above the loose limit of ${loose}, which held in ${records} runs`);
}
