import type { LeakVerdict } from '../analysis/leak/document.ts';
import { formatDuration } from '../shared/duration.ts';
import { formatMemory } from '../shared/quantity.ts';
import { resolutionOf } from './derivation.ts';
import { doubtsOf } from './doubts.ts';
import { extraStanding } from './extra-standing.ts';
import { type FinalLimit, marginAfterWidening } from './final-limit.ts';
import { worst } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';
import type { Survey } from './survey.ts';
import { standingOf } from './trials.ts';

/** The words are those of the report's quality notes, which leave out what was said already. */
const kernelLogWords = {
  denied: 'The kernel log could not be read; kills are known from counters and exits alone, and silence in it proves nothing.',
  overrun: 'The kernel log was overrun: lines about kills may be lost.',
  absent: 'There was no kernel log to hear; kills are known from counters and exits alone.',
} as const;

function evidenceCaveats(survey: Survey): string[] {
  const states = new Set(survey.runs.counted.map((recording) => recording.quality.kernelLog));
  const log: string[] = (['denied', 'overrun', 'absent'] as const).filter((state) => states.has(state)).map((state) => kernelLogWords[state]);
  const busy = worst(survey.runs.counted.map((recording) => recording.quality.hostBusyShare));
  const seed = survey.confirms.flatMap((recording) => recording.quality.notes).find(({ code }) => code === 'seed-without-effect');
  if (seed !== undefined) log.push(seed.text);
  if (busy !== null && busy > policy.busyHostShare)
    log.push(`The machine was ${percentText(busy)} busy in one run: latency may be its doing, and ticks may be late.`);
  return log;
}

function recordCaveats(survey: Survey): string[] {
  const { plan, records, runs } = survey;
  const bound = records.filter((record) => !record.uncensored).length;
  const broken = [...(runs.reference?.levels ?? [])].filter(([, level]) => {
    const { errorRateMax, p99MaxMs, stallMax } = plan.objectives;
    return (
      (level.errorRate ?? 0) > (errorRateMax ?? policy.errorRateMaxUnstated) ||
      (level.p99Ms ?? 0) > (p99MaxMs ?? Infinity) ||
      (level.memoryStall ?? 0) > (stallMax ?? Infinity)
    );
  });
  return [
    bound > 0 ? `The loose limit of ${formatMemory(survey.looseLimitBytes)} bound in ${bound} of ${records.length} recordings: their peaks are cut.` : '',
    broken.length > 0
      ? `An objective was broken without a binding limit at ${broken.map(([key]) => key).join(', ')}: there it says nothing about a limit.`
      : '',
    records.length > 0 && plan.load.settleMs > 0
      ? `Of each level of ${formatDuration(plan.load.holdMs)} the first ${formatDuration(plan.load.settleMs)} are left out of rates and latencies, but not of peaks.`
      : '',
  ].filter((text) => text !== '');
}

function searchCaveats(survey: Survey, final: FinalLimit | null): string[] {
  if (final === null) return [];
  const { confirmations } = survey.plan.policy;
  const { searched } = survey;
  const texts: string[] = [];
  const resolution = resolutionOf(survey);
  if (!resolution.resolved) texts.push(`The need is known only coarsely: ${resolution.why}.`);
  else if (searched.passes < confirmations)
    texts.push(`The need of ${formatMemory(final.searchedNeedBytes)} was seen to pass ${searched.passes} of ${confirmations} times.`);
  const peaks = final.margin.spread?.peaks;
  if (peaks !== undefined && peaks < policy.fewPeaks) texts.push(`Few runs: the spread behind the margin comes from ${peaks} peaks, which makes it wide.`);
  if (marginAfterWidening(survey, final) !== null)
    texts.push(`${formatMemory(final.limitBytes)} held after a lower limit had failed, and no runs were left to confirm a margin on top: it may be the edge.`);
  const flaky = survey.trials.filter((trial) => trial.harmed > 0 && standingOf(trial) !== 'failed');
  for (const trial of flaky)
    texts.push(
      `${formatMemory(trial.limitBytes)} was harmed in ${trial.harmed} of ${trial.runs.length} ${trial.runs.length === 1 ? 'run' : 'runs'}, which does not count as a failure yet.`,
    );
  return texts;
}

/** What is late under a limit that was never touched is hardly the limit's doing, unless a heap is sized by it. */
function untouchedCaveats(survey: Survey): string[] {
  const harmed = survey.trials
    .flatMap(({ runs }) => runs)
    .filter(({ recording, judgement }) => recording.purpose !== 'record' && judgement.outcome === 'harmed');
  const untouched = harmed.filter(({ recording }) => recording.uncensored);
  if (untouched.length === 0) return [];
  const least = Math.min(...untouched.map(({ recording }) => recording.limitBytes));
  return [
    `${untouched.length} of ${harmed.length} harmed runs never touched their limit (${formatMemory(least)} and above): what was late there may have waited for the machine, not for memory. Measure again on a quiet machine before you believe them.`,
  ];
}

/** A replay beyond the verdict moves nothing, but whoever reads the verdict must hear of one that speaks against it. */
function extraCaveats(survey: Survey, final: FinalLimit | null): string[] {
  const above = survey.extras.filter((run) => run.purpose === 'other' && run.limitBytes >= (final?.limitBytes ?? Infinity));
  return [...Map.groupBy(above, ({ limitBytes }) => limitBytes)].flatMap(([limitBytes, runs]) => {
    const { standing, failed } = extraStanding(runs, survey);
    return standing === 'failed' ? [`${formatMemory(limitBytes)}, a limit not below the recommended one, failed when it was replayed: ${failed?.why}.`] : [];
  });
}

function leakCaveats(leak: LeakVerdict): string[] {
  const noticed = leak.detectableBytesPerHour === null ? '' : ` It would have noticed a leak above ${formatMemory(leak.detectableBytesPerHour)}/h.`;
  if (leak.verdict === 'inconclusive') return [`Whether it leaks is not decided: ${leak.why}.${leak.why.includes('have been noticed') ? '' : noticed}`];
  return noticed === '' || leak.verdict === 'leak' ? [] : [`No leak was seen in runs this short.${noticed}`];
}

/** Every reason to trust the numbers less, the heaviest first. */
export function caveatsOf(survey: Survey, final: FinalLimit | null, leak: LeakVerdict): string[] {
  const lost = survey.runs.lost.map(({ recording, why }) => `${recording.recording} does not count: ${why}.`);
  return [
    ...doubtsOf(survey, final),
    ...untouchedCaveats(survey),
    ...extraCaveats(survey, final),
    ...searchCaveats(survey, final),
    ...recordCaveats(survey),
    ...evidenceCaveats(survey),
    ...leakCaveats(leak),
    ...lost,
  ];
}
