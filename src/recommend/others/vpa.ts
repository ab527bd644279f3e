import { formatMemory } from '../../shared/quantity.ts';
import { dayMs, highest, minuteMs, type RuleFacts, refuse, type SizingRule } from './rule.ts';
import { type VpaEstimate, vpaEstimate } from './vpa-estimate.ts';

const name = 'VPA';

/** VPA recommends no limit of its own: it keeps the manifest's ratio of limit to request (docs, "Limits control"). */
export function proportionalLimit(targetBytes: number, { requestBytes, limitBytes }: RuleFacts['manifest']): number | null {
  return requestBytes === null || limitBytes === null ? null : Math.round((targetBytes / requestBytes) * limitBytes);
}

function because(estimate: VpaEstimate, seenBytes: number): string {
  const seen = formatMemory(Math.round(seenBytes));
  return estimate.floored
    ? `its floor per pod decides, not the ${seen} that it saw`
    : `the highest instant that it saw a day, ${seen}, rounded up to the edge of a bucket, and 15 % on top`;
}

/** Kubernetes Vertical Pod Autoscaler: target as request. The recommender polls an instant once a minute (input/, metrics API). */
export const vpaRule: SizingRule = {
  name,
  everyMs: minuteMs,
  lookBackMs: 8 * dayMs,
  advise(samples, facts) {
    if (samples.length === 0) return refuse(name, 'no reading fell into the time in which it ran');
    const estimate = vpaEstimate(samples, facts.containersInPod);
    const requestBytes = estimate.targetBytes;
    return { rule: name, requestBytes, limitBytes: proportionalLimit(requestBytes, facts.manifest), because: because(estimate, highest(samples)) };
  },
};
