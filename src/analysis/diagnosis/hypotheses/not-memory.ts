import type { Death } from '../../document.ts';
import { objectOf } from '../commands.ts';
import { certain, type Hypothesis, rejected, silent } from '../hypothesis.ts';

/** Ends that no want of memory caused. */
const others: ReadonlySet<Death['class']> = new Set<Death['class']>(['exit', 'exit-137-not-oom', 'stale-oomkilled']);

/** The process ended, and the kernel's counters stood still. False positive: a program that exits by itself because an allocation failed and says nothing. */
export const notMemory: Hypothesis = {
  cause: 'not-memory',
  lookFirst: 'events of the pod (Unhealthy and Killing are probes) and the last lines that the program wrote',
  tellApart: 'counters of the cgroup read after the exit, or the kernel log',
  judge({ what, deaths }) {
    if (what === 'kill') return deaths.every((death) => death.class === 'suspected') ? silent : rejected('the kernel counted or logged a kill for memory');
    if (what !== 'end' || !deaths.some((death) => others.has(death.class))) return silent;
    const killed = deaths.some((death) => death.class === 'exit-137-not-oom');
    if (deaths.some((death) => death.class === 'stale-oomkilled'))
      return certain('the status says OOMKilled of an older kill; this end was none: the counters stood still');
    const how = killed ? 'it was ended with 137 by somebody else (a probe, a deadline, a person)' : 'it ended by itself';
    return certain(`${how}: no kill for memory was counted or logged`);
  },
  actions: (_, { plan }) => [
    { urgency: 'now', text: 'Read why it ended before any limit is changed: more memory does not help', command: `kubectl describe ${objectOf(plan)}` },
    { urgency: 'today', text: 'Read its last words', command: `kubectl logs ${objectOf(plan)} -c ${plan.workload.container} --previous` },
  ],
};
