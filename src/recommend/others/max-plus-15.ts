import { formatMemory } from '../../shared/quantity.ts';
import { highest, refuse, type SizingRule, secondMs } from './rule.ts';

const name = 'Highest value on the dashboard + 15 %';

/** A rule of thumb: the highest instant on a graph that is fed every 15 s, with 15 % on top, as the limit. */
export const maxPlus15Rule: SizingRule = {
  name,
  everyMs: 15 * secondMs,
  lookBackMs: null,
  advise(samples) {
    if (samples.length === 0) return refuse(name, 'nothing was drawn before the first reading');
    const seenBytes = highest(samples);
    return {
      rule: name,
      requestBytes: null,
      limitBytes: Math.ceil(seenBytes * 1.15),
      because: `the graph never shows more than ${formatMemory(Math.round(seenBytes))}`,
    };
  },
};
