import { formatMemory, MiB } from '../../shared/quantity.ts';
import { craneEstimate } from './crane.ts';
import { minuteMs, refuse, type SizingRule } from './rule.ts';

const name = 'crane after the OOM kill';

/** gocrane/crane, recommender/resource/recommend.go, MemoryOOMProtection: the request is the base, whatever the limit was. */
const protection = { minBumpBytes: 100 * MiB, bumpRatio: 1.2 } as const;

/** crane within a week of an OOM kill: its own number, or the request that was killed and a fifth or 100 MiB, whichever is more. */
export const craneAfterKillRule: SizingRule = {
  name,
  everyMs: minuteMs,
  lookBackMs: null,
  afterKillOnly: true,
  advise(samples, { kill }) {
    if (kill === null) return refuse(name, 'nothing was killed');
    const protectedBytes = Math.max(kill.requestBytes + protection.minBumpBytes, Math.trunc(kill.requestBytes * protection.bumpRatio));
    const estimateBytes = samples.length === 0 ? 0 : craneEstimate(samples);
    const because =
      protectedBytes > estimateBytes
        ? `the request that was killed, ${formatMemory(kill.requestBytes)}, and 20 % or 100Mi`
        : 'its percentile is above the request that was killed with 20 % or 100Mi on top';
    return { rule: name, requestBytes: Math.max(protectedBytes, estimateBytes), limitBytes: null, because };
  },
};
