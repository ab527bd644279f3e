import { dayMs, minuteMs, refuse, type SizingRule } from './rule.ts';
import { type VpaEstimate, vpa, vpaEstimate } from './vpa-estimate.ts';

const name = 'Goldilocks, Burstable';

function because({ upperBytes, upperFactor }: VpaEstimate): string {
  if (upperBytes >= vpa.maxAmountBytes) return "VPA's bounds, of which the upper one is as high as VPA can count while its history is this short";
  const times = upperFactor < 10 ? upperFactor.toFixed(2) : String(Math.round(upperFactor));
  return `VPA's bounds, of which the upper one is multiplied by ${times} for the length of its history`;
}

/** Goldilocks for QoS class Burstable: VPA's lower bound as request, its upper bound as limit (FairwindsOps/goldilocks, docs/faq.md). */
export const goldilocksBurstableRule: SizingRule = {
  name,
  everyMs: minuteMs,
  lookBackMs: 8 * dayMs,
  advise(samples, { containersInPod }) {
    if (samples.length === 0) return refuse(name, 'its VPA has read nothing');
    const estimate = vpaEstimate(samples, containersInPod);
    return { rule: name, requestBytes: estimate.lowerBytes, limitBytes: estimate.upperBytes, because: because(estimate) };
  },
};
