import { autopilotEstimate, loadPercentile, peakOf } from './autopilot-estimate.ts';
import { dayMs, refuse, type SizingRule, secondMs } from './rule.ts';
import type { WindowPeak } from './window-peaks.ts';

/** Autopilot sets limits only. It reads every second inside of Google's cells; nobody else can run it. A day of five-minute peaks is looked back at. */
function autopilotRule(tolerance: string, what: string, statistic: (peaks: readonly WindowPeak[]) => number): SizingRule {
  const name = `Autopilot, ${tolerance} OOM tolerance`;
  return {
    name,
    everyMs: secondMs,
    lookBackMs: dayMs,
    advise(samples) {
      if (samples.length === 0) return refuse(name, 'no reading fell into the time in which it ran');
      return {
        rule: name,
        requestBytes: null,
        limitBytes: autopilotEstimate(samples, statistic),
        because: `${what} of five-minute peaks read each second, and 15 % on top`,
      };
    },
  };
}

export const autopilotLowRule = autopilotRule('low', 'the load-weighted 98th percentile', (peaks) => loadPercentile(peaks, 0.98));
export const autopilotMinimalRule = autopilotRule('minimal', 'the maximum', peakOf);
export const autopilotIntermediateRule = autopilotRule('intermediate', 'the 60th percentile or half of the maximum, whichever is more,', (peaks) =>
  Math.max(loadPercentile(peaks, 0.6), 0.5 * peakOf(peaks)),
);
