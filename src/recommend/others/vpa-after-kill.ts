import { formatMemory } from '../../shared/quantity.ts';
import { highest, minuteMs, refuse, type SizingRule } from './rule.ts';
import { sampleAs } from './sample-as.ts';
import { lengthMs } from './trace.ts';
import { proportionalLimit } from './vpa.ts';
import { vpa, vpaEstimate } from './vpa-estimate.ts';

const name = 'VPA after the OOM kill';

/** The made-up peak after a kill: the larger of request and sampled peak, a fifth or 100 MiB higher (model/container.go, RecordOOM). The limit at which it was killed is not in it. */
export function peakAfterKill(requestBytes: number, sampledPeakBytes: number): number {
  const used = Math.max(requestBytes, sampledPeakBytes);
  return Math.max(used + vpa.oomMinBumpBytes, Math.trunc(used * vpa.oomBumpRatio));
}

/** What VPA makes of the kill at the manifest's limit, from that run alone. Its own samples of it are taken from the middle of the minute on. */
export const vpaAfterKillRule: SizingRule = {
  name,
  everyMs: minuteMs,
  lookBackMs: null,
  afterKillOnly: true,
  advise(_, facts) {
    if (facts.kill === null) return refuse(name, 'nothing was killed');
    const { trace, requestBytes: killedRequestBytes, limitBytes: killedAtBytes } = facts.kill;
    const seen = sampleAs(trace, { everyMs: minuteMs, phaseMs: minuteMs / 2, historyMs: lengthMs(trace) });
    const peakBytes = peakAfterKill(killedRequestBytes, highest(seen));
    const { targetBytes } = vpaEstimate([...seen, { tMs: lengthMs(trace), bytes: peakBytes }], facts.containersInPod);
    const base = formatMemory(Math.round(Math.max(killedRequestBytes, highest(seen))));
    return {
      rule: name,
      requestBytes: targetBytes,
      limitBytes: proportionalLimit(targetBytes, facts.manifest),
      because: `killed at ${formatMemory(killedAtBytes)}, it raises ${base}, the larger of request and sampled peak, by 20 % or 100Mi and treats that as one more peak`,
    };
  },
};
