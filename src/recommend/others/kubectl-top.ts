import { formatMemory } from '../../shared/quantity.ts';
import { median } from '../../shared/stats/quantile.ts';
import { refuse, type SizingRule, secondMs } from './rule.ts';

/** A rule of thumb: what `kubectl top` shows at some moment of the test, of which the middle one stands for any, times a factor, as the limit. */
function kubectlTopRule(times: number): SizingRule {
  const name = `${times} x kubectl top`;
  return {
    name,
    // metrics-server's shortest usual resolution (kubernetes-sigs/metrics-server, app/options/options.go).
    everyMs: 15 * secondMs,
    lookBackMs: null,
    advise(samples) {
      const shown = median(samples.map(({ bytes }) => bytes));
      if (shown === undefined) return refuse(name, 'it shows nothing before the first reading');
      const because = `half of the time it shows ${formatMemory(Math.round(shown))} or less`;
      return { rule: name, requestBytes: null, limitBytes: Math.ceil(shown * times), because };
    },
  };
}

export const kubectlTopHalfMoreRule = kubectlTopRule(1.5);
export const kubectlTopTwiceRule = kubectlTopRule(2);
