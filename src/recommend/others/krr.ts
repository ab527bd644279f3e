import { formatMemory, MiB } from '../../shared/quantity.ts';
import { dayMs, highest, refuse, type SizingRule, secondMs } from './rule.ts';

const name = 'KRR';

/** robusta-dev/krr, strategies/simple.py and core/models/config.py. */
const krr = { everyMs: 75 * secondMs, lookBackMs: 14 * dayMs, pointsRequired: 100, bufferFraction: 0.15, floorBytes: 100 * MiB, roundToBytes: MiB } as const;

/** Robusta KRR, simple strategy: the highest instant of a fortnight with 15 % on top, as request and as limit. */
export const krrRule: SizingRule = {
  name,
  everyMs: krr.everyMs,
  lookBackMs: krr.lookBackMs,
  advise(samples) {
    if (samples.length < krr.pointsRequired) return refuse(name, `not enough data: ${samples.length} of ${krr.pointsRequired} points, one every 75 s`);
    const seenBytes = highest(samples);
    const wanted = Math.ceil((seenBytes * (1 + krr.bufferFraction)) / krr.roundToBytes) * krr.roundToBytes;
    const bytes = Math.max(wanted, krr.floorBytes);
    const seen = formatMemory(Math.round(seenBytes));
    const because = wanted < krr.floorBytes ? `its floor decides, not the ${seen} that it saw` : `the highest instant that it saw, ${seen}, and 15 % on top`;
    return { rule: name, requestBytes: bytes, limitBytes: bytes, because };
  },
};
