import type { Recommendation } from '../../recommend/document.ts';
import type { JudgedDocuments } from './report-input.ts';
import { interruption } from './sections/caveats.ts';
import { count, memoryText, numberText, percentText, sentence } from './wording.ts';

/** The sentences that say how far a verdict can be trusted, and what it rests on. */
export function sureness(documents: JudgedDocuments): string[] {
  const { recommendation } = documents;
  const said = [sentence(recommendation.why), interruptedSentence(documents), runsSentence(documents), marginSentence(documents), interimSentence(documents)];
  return [...said, overloadSentence(documents)].filter((text) => text !== '');
}

/** The limit at which the newest confirmations were made; null before there are any. */
export function confirmedLimitBytes({ replays }: Recommendation): number | null {
  return replays.findLast(({ purpose }) => purpose === 'confirm')?.limitBytes ?? null;
}

function interruptedSentence({ analysis, recommendation }: JudgedDocuments): string {
  const cut = recommendation.status === 'verified' ? '' : interruption(analysis);
  return cut === '' ? '' : `${cut} To measure what is missing: highwater run --resume reports/${analysis.runId}`;
}

/** Said only where the reason has not said it already. */
function runsSentence({ recommendation }: JudgedDocuments): string {
  const { verification, replays, why } = recommendation;
  if (verification.runs === 0) return 'No run was made at the final limit.';
  if (verification.bound !== null && why.includes(percentText(verification.bound))) return '';
  const limitBytes = confirmedLimitBytes(recommendation);
  const limit = limitBytes === null ? 'the final limit' : memoryText(limitBytes);
  const atLimit = replays.filter((replay) => replay.limitBytes === limitBytes && replay.purpose === 'confirm');
  const kills = atLimit.length === 0 ? '' : `, ${count(sum(atLimit.map((replay) => replay.kills)), 'kill')}`;
  const bound =
    verification.bound === null ? '' : ` From these runs alone: at most ${percentText(verification.bound)} of such runs would be killed (95 % confidence).`;
  return `${verification.passes} of ${count(verification.runs, 'run')} at ${limit} passed${kills}.${bound}`;
}

/** `killRisk` is the chance of one run at peak and is never turned into days (DESIGN section 5). */
function marginSentence({ recommendation, plan }: JudgedDocuments): string {
  const margins = recommendation.containers.filter(({ memory, searched }) => searched !== false && memory.marginBytes !== null && memory.marginKind !== 'none');
  const [first] = margins;
  if (first === undefined || recommendation.status === 'refuted') return '';
  const which = margins.length === 1 ? `The margin of ${memoryText(first.memory.marginBytes)}` : 'The margin of each container';
  const risk = `${percentText(plan.policy.killRisk)} per run of ${numberText(plan.load.holdMs / 1000)} s at peak`;
  return first.memory.marginKind === 'rigid'
    ? `${which} is meant to keep the risk of a kill below ${risk}.`
    : `${which} is the width of the edge between limits that passed and limits that failed; the aim is a risk of ${risk}.`;
}

function interimSentence({ recommendation: { interim, status } }: JudgedDocuments): string {
  return interim === null || status === 'verified' ? '' : sentence(interim.why);
}

const overloadWords: Readonly<Record<string, string>> = { pass: 'passed', error: 'no result' };

function overloadSentence({ recommendation: { overload } }: JudgedDocuments): string {
  if (overload === null) return '';
  return `At ${numberText(overload.factor, 2)} times the peak: ${overloadWords[overload.outcome] ?? overload.outcome}. ${sentence(overload.why)}`.trim();
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
