import { formatDuration } from '../shared/duration.ts';
import { formatMemory } from '../shared/quantity.ts';
import type { DerivationStep } from './document.ts';
import type { FinalLimit } from './final-limit.ts';
import { hypothesesOf } from './hypotheses.ts';
import { percentText } from './percent.ts';
import { requestOf } from './request.ts';
import { ceilMebibyte, stepBytes } from './step.ts';
import type { Survey } from './survey.ts';

function hypothesisSteps(survey: Survey): DerivationStep[] {
  const guess = hypothesesOf(survey);
  if (guess === null) return [];
  const records = `${survey.records.length} loose-limit recordings at ${formatMemory(survey.looseLimitBytes)}`;
  return [
    {
      step: 'upper hypothesis',
      before: null,
      after: guess.upperBytes,
      why: 'highest kernel watermark, rounded up to a step; believed only once it was run',
      source: records,
    },
    {
      step: 'lower hypothesis',
      before: null,
      after: guess.lowerBytes,
      why: 'one step below the highest hard part; believed only once it was run',
      source: records,
    },
  ];
}

/** What of the bracket was left unsearched, in words. */
export function resolutionOf(survey: Survey): { readonly resolved: boolean; readonly why: string } {
  const { failedBytes, passedBytes, passes } = survey.searched;
  const wanted = survey.plan.policy.confirmations;
  if (passedBytes === null) return { resolved: false, why: 'nothing passed' };
  const step = stepBytes(survey.plan, passedBytes);
  const seen = `seen to pass ${passes} of ${wanted} times`;
  if (failedBytes === null) return { resolved: passedBytes <= 2 * step, why: `nothing failed below it, so the need may be lower; ${seen}` };
  const gap = passedBytes - failedBytes;
  const wide = gap > step ? `; the search stopped with ${formatMemory(gap)} between them unsearched, to leave runs for the confirmations` : '';
  return { resolved: gap <= step, why: `${formatMemory(failedBytes)} failed, ${formatMemory(passedBytes)} passed${wide}; ${seen}` };
}

/** Runs that are judged again keep the limit they were made at, whatever today's rules would have run. */
function firstLimitWhy({ firstLimitBytes }: FinalLimit, sum: number): string {
  if (firstLimitBytes < sum) return 'cut to the loose limit';
  return firstLimitBytes === ceilMebibyte(sum) ? 'need and margin as a whole Mi' : 'what was run; judged again, the margin is smaller than it was then';
}

function searchSteps(survey: Survey, final: FinalLimit): DerivationStep[] {
  const { plan } = survey;
  const need = final.searchedNeedBytes;
  const runs = survey.runs.counted.filter((recording) => recording.purpose === 'search').length;
  const risk = `at most ${percentText(plan.policy.killRisk)} per run of ${formatDuration(plan.load.holdMs)} at peak is what it aims at`;
  return [
    { step: 'need', before: hypothesesOf(survey)?.upperBytes ?? null, after: need, why: resolutionOf(survey).why, source: `${runs} search runs` },
    { step: 'margin', before: need, after: need + final.margin.bytes, why: `${final.margin.reason}; ${risk}`, source: 'policy: killRisk, confidence, step' },
    {
      step: 'final limit',
      before: need + final.margin.bytes,
      after: final.firstLimitBytes,
      why: firstLimitWhy(final, need + final.margin.bytes),
      source: 'need and margin',
    },
  ];
}

function wideningSteps(final: FinalLimit): DerivationStep[] {
  return final.rounds
    .filter((round) => round.standing === 'failed')
    .map((round) => {
      const after = final.rounds.find(({ limitBytes }) => limitBytes > round.limitBytes)?.limitBytes ?? final.limitBytes;
      return {
        step: 'widened',
        before: round.limitBytes,
        after: after > round.limitBytes ? after : null,
        why: `failed in its confirmation: raised by four times the larger of the margin (${formatMemory(final.margin.bytes)}) and one step, twice as far at each further failure`,
        source: `${round.runs.length} confirmation runs at ${formatMemory(round.limitBytes)}`,
      };
    });
}

/** A confirmed round above a confirmed one added the margin. */
function marginSteps({ rounds }: FinalLimit): DerivationStep[] {
  const [before, last] = [rounds.at(-2), rounds.at(-1)];
  if (before?.standing !== 'confirmed' || last?.standing !== 'confirmed') return [];
  const why = 'what holds after a lower limit failed may be the very edge: the larger of the margin and one step on top';
  return [{ step: 'margin after widening', before: before.limitBytes, after: last.limitBytes, why, source: `${last.runs.length} confirmation runs` }];
}

/** How the numbers came about, step by step. */
export function derivationOf(survey: Survey, final: FinalLimit | null, limitBytes: number | null): DerivationStep[] {
  const steps = hypothesisSteps(survey);
  if (final !== null) steps.push(...searchSteps(survey, final), ...wideningSteps(final), ...marginSteps(final));
  if (limitBytes === null) return steps;
  const request = requestOf(survey, final, limitBytes);
  return [...steps, { step: 'request', before: limitBytes, after: request.bytes, why: request.why, source: `policy.request: ${survey.plan.policy.request}` }];
}
