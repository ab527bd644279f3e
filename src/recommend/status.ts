import type { LeakVerdict } from '../analysis/leak/document.ts';
import { formatMemory } from '../shared/quantity.ts';
import type { Recommendation } from './document.ts';
import { doubtsOf } from './doubts.ts';
import { decidingRound, type FinalLimit, type Round } from './final-limit.ts';
import { obstacle } from './obstacle.ts';
import { endedUnderLoad } from './own-end.ts';
import { percentText } from './percent.ts';
import type { Survey } from './survey.ts';
import { howItFailed, type Trial } from './trials.ts';
import { highestFailed, killBound } from './verification.ts';

export interface Status {
  readonly status: Recommendation['status'];
  /** One sentence that a person on call acts on. */
  readonly why: string;
}

/** Without the full stop of a doubt that is a sentence of its own. */
const inSentence = (text: string): string => text.replace(/\.$/, '');

function refuted(survey: Survey, round: Round, wider: number): Status {
  const trial = survey.trials.find(({ limitBytes }) => limitBytes === round.limitBytes);
  const how = trial === undefined ? 'it failed' : howItFailed(trial);
  return { status: 'refuted', why: `Do not set ${formatMemory(round.limitBytes)}: ${how}; ${nextAfter(survey, round, wider, trial)}.` };
}

/**
 * More memory helps a run that wanted more than its limit. One that never touched it was late for another reason, most often a busy machine; and one whose
 * main process went by itself lost what it loses with memory to spare.
 */
function nextAfter(survey: Survey, round: Round, wider: number, trial: Trial | undefined): string {
  const failed = trial?.runs.filter(({ judgement }) => judgement.outcome !== 'pass') ?? [];
  const harmed = failed.length > 0 && failed.every(({ judgement }) => judgement.outcome === 'harmed');
  if (harmed && survey.records.some(endedUnderLoad) && failed.every(({ recording }) => endedUnderLoad(recording)))
    return 'the main process ended by itself in these runs, as it does with memory to spare: mend that first, more memory will hardly help';
  if (harmed && failed.every(({ recording }) => recording.uncensored))
    return 'the limit was never touched in these runs, so more memory will hardly help: measure again on a quiet machine';
  return wider > round.limitBytes
    ? `try ${formatMemory(wider)} next (raise policy.maxRuns or --time-budget)`
    : 'the loose limit leaves no room to widen: free more memory';
}

function verified(survey: Survey, round: Round): Status {
  const failed = highestFailed(survey);
  const below = failed === null ? 'no limit that was tried has failed' : `${formatMemory(failed.limitBytes)} was ${failed.how}`;
  const count = round.runs.length;
  const held = `0 kills in ${count} ${count === 1 ? 'run' : 'runs'} with seeds the search had not used (at most ${percentText(killBound(count))} of such runs killed, 95 % confidence)`;
  const objectives = round.passes === count ? 'objectives held' : `objectives held in ${round.passes} of them`;
  return { status: 'verified', why: `Set ${formatMemory(round.limitBytes)}: ${held}, ${objectives}; ${below}.` };
}

function unfinished(survey: Survey, final: FinalLimit | null, stopped: string | undefined): string {
  const { recordings, confirmations } = survey.plan.policy;
  if (stopped !== undefined) return stopped.replace(/^(unverified|a limit cannot be verified): /, '');
  if (survey.records.length < recordings) return `${survey.records.length} of ${recordings} loose-limit recordings exist`;
  if (final === null) return 'the search has not found a limit that holds near what was used';
  return `${final.rounds.at(-1)?.passes ?? 0} of ${confirmations} confirmation runs were made at ${formatMemory(final.limitBytes)}`;
}

/** `stopped`: why the search ended, where the caller knows it better than the recordings do. */
export function statusOf(survey: Survey, final: FinalLimit | null, leak: LeakVerdict, stopped: string | undefined): Status {
  const blocked = obstacle(survey, leak);
  if (blocked !== undefined) return { status: 'none', why: `No limit can be verified: ${blocked}.` };
  const round = decidingRound(final?.rounds ?? []);
  if (final !== null && round?.standing === 'failed') return refuted(survey, round, final.limitBytes);
  if (final === null || round?.standing !== 'confirmed') return { status: 'unverified', why: `Not verified: ${unfinished(survey, final, stopped)}.` };
  const [doubt] = doubtsOf(survey, final);
  if (doubt === undefined) return verified(survey, round);
  return { status: 'unverified', why: `Not verified, although ${formatMemory(round.limitBytes)} held in ${round.passes} runs: ${inSentence(doubt)}.` };
}
