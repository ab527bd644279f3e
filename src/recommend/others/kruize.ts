import { formatMemory } from '../../shared/quantity.ts';
import { dayMs, minuteMs, refuse, type Sample, type SizingRule, secondMs } from './rule.ts';

const name = 'Kruize';

/** kruize/autotune, GenericRecommendationModel.java and KruizeConstants.java. The short term of one day; both its profiles use the 100th percentile. */
const kruize = { intervalMs: 15 * minuteMs, minimumMs: 30 * minuteMs, usageBuffer: 0.2, spikeBuffer: 0.05 } as const;

interface Interval {
  readonly maxBytes: number;
  readonly minBytes: number;
}

/** Complete intervals only: one that is still running has not been reported yet. It is complete when the next reading belongs to another. */
function intervalsOf(samples: readonly Sample[], everyMs: number): Interval[] {
  const groups = Map.groupBy(samples, ({ tMs }) => Math.floor(tMs / kruize.intervalMs));
  const endMs = (samples.at(-1)?.tMs ?? 0) + everyMs;
  return [...groups]
    .filter(([interval]) => (interval + 1) * kruize.intervalMs <= endMs)
    .map(([, inside]) => {
      const bytes = inside.map((sample) => sample.bytes);
      return { maxBytes: Math.max(...bytes), minBytes: Math.min(...bytes) };
    });
}

/** Kruize: the highest usage with 20 % on top, or with the largest swing within a quarter of an hour and 5 % of that, whichever is less. */
export const kruizeRule: SizingRule = {
  name,
  everyMs: 15 * secondMs,
  lookBackMs: dayMs,
  advise(samples) {
    const intervals = intervalsOf(samples, kruizeRule.everyMs);
    if (intervals.length * kruize.intervalMs < kruize.minimumMs)
      return refuse(name, `not enough data: ${intervals.length} of ${kruize.minimumMs / kruize.intervalMs} complete intervals of 15 minutes`);
    const maxBytes = Math.max(...intervals.map((interval) => interval.maxBytes));
    const swingBytes = Math.max(...intervals.map((interval) => interval.maxBytes - interval.minBytes));
    const byUsage = maxBytes * (1 + kruize.usageBuffer);
    const bySwing = maxBytes + swingBytes * (1 + kruize.spikeBuffer);
    const bytes = Math.ceil(Math.min(byUsage, bySwing));
    const added = bySwing < byUsage ? 'its largest swing within 15 minutes and 5 % of that' : '20 %';
    return {
      rule: name,
      requestBytes: bytes,
      limitBytes: bytes,
      because: `the highest instant that it saw, ${formatMemory(Math.round(maxBytes))}, and on top ${added}, the lesser of its two buffers`,
    };
  },
};
