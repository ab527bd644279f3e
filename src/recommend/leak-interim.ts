import type { LeakVerdict } from '../analysis/leak/document.ts';
import { formatMemory } from '../shared/quantity.ts';
import type { Interim } from './document.ts';
import { hypothesesOf } from './hypotheses.ts';
import { worst } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';
import type { Survey } from './survey.ts';

const rounded = (hours: number): number => Number(hours.toPrecision(3));

/** Limits worth naming: today's, what was used, twice that, and the loose one, as far as they leave room above what the load holds. */
function candidates(survey: Survey, baseBytes: number): number[] {
  const { looseLimitBytes, plan } = survey;
  const used = hypothesesOf(survey)?.upperBytes ?? looseLimitBytes;
  const all = [plan.workload.currentLimitBytes ?? looseLimitBytes, used, Math.min(2 * used, looseLimitBytes), looseLimitBytes];
  return [...new Set(all)].filter((limit) => limit > baseBytes).sort((a, b) => a - b);
}

/**
 * What to live with until a leak is fixed: hours until the kill for each candidate limit, from the hard part that the load alone holds
 * and the rate of the leak, and the lowest of them that lasts from one daily restart to the next, or else the largest. The restart takes the fast end of the rate's interval.
 */
export function interimOf(survey: Survey, leak: LeakVerdict): Interim | null {
  const baseBytes = worst(survey.records.map((record) => record.peakBytes.hardPart ?? record.peakBytes.watermark));
  if (leak.verdict !== 'leak' || leak.bytesPerHour === null || leak.bytesPerHour <= 0 || baseBytes === null) return null;
  const perHour = leak.bytesPerHour;
  const fastest = Math.max(perHour, leak.interval?.[1] ?? perHour);
  const hoursToKill = candidates(survey, baseBytes).map((limitBytes) => ({ limitBytes, hours: rounded((limitBytes - baseBytes) / perHour) }));
  const restartHours = (limitBytes: number) => ((limitBytes - baseBytes) / fastest) * policy.restartSafety;
  const limitBytes = (hoursToKill.find((candidate) => restartHours(candidate.limitBytes) >= policy.restartHours) ?? hoursToKill.at(-1))?.limitBytes;
  if (limitBytes === undefined) return null;
  return {
    limitBytes,
    restartEveryHours: rounded(restartHours(limitBytes)),
    hoursToKill,
    why: `It leaks ${formatMemory(perHour)} an hour on top of ${formatMemory(baseBytes)}; the restart comes at ${percentText(policy.restartSafety)} of the time to a kill at the fastest rate that fits the data.`,
  };
}
