import { dayMs, minuteMs, refuse, type SizingRule } from './rule.ts';
import { vpaEstimate } from './vpa-estimate.ts';

const name = 'Goldilocks, Guaranteed';

/** Goldilocks for QoS class Guaranteed: VPA's target as request and as limit (FairwindsOps/goldilocks, docs/faq.md). */
export const goldilocksGuaranteedRule: SizingRule = {
  name,
  everyMs: minuteMs,
  lookBackMs: 8 * dayMs,
  advise(samples, { containersInPod }) {
    if (samples.length === 0) return refuse(name, 'its VPA has read nothing');
    const { targetBytes } = vpaEstimate(samples, containersInPod);
    return { rule: name, requestBytes: targetBytes, limitBytes: targetBytes, because: "VPA's target for both" };
  },
};
