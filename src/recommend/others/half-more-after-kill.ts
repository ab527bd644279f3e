import { formatMemory } from '../../shared/quantity.ts';
import { refuse, type SizingRule, secondMs } from './rule.ts';

const name = '+50 % after an OOM kill';

/** A rule of thumb: the limit at which the pod was OOMKilled, and half of it on top. It looks at no memory at all. */
export const halfMoreAfterKillRule: SizingRule = {
  name,
  everyMs: 15 * secondMs,
  lookBackMs: null,
  afterKillOnly: true,
  advise(_, { kill }) {
    if (kill === null) return refuse(name, 'nothing was killed');
    const because = `half as much again as the ${formatMemory(kill.limitBytes)} at which it was killed`;
    return { rule: name, requestBytes: null, limitBytes: Math.ceil(kill.limitBytes * 1.5), because };
  },
};
