import type { Death } from '../../document.ts';
import { certain, type Hypothesis, rejected, silent } from '../hypothesis.ts';

/** Names of death classes in which somebody else's memory decided. */
const ofNode: ReadonlySet<Death['class']> = new Set<Death['class']>(['global-oom', 'node-allocatable', 'evicted']);

/** The node ran out, not the workload. False positive: none where the kernel names the cgroup; without it a kill counts as the workload's own. */
export const nodePressure: Hypothesis = {
  cause: 'node-pressure',
  lookFirst: 'which pods on the node use more than they request: kubectl top pod -A --sort-by=memory',
  tellApart: 'the kernel log line names the cgroup whose limit was hit, or global_oom',
  judge({ what, deaths }) {
    if (what !== 'kill' && what !== 'end') return silent;
    if (deaths.some((death) => ofNode.has(death.class))) return certain('the machine, or the part of it that pods may use, ran out of memory');
    const owner = deaths.find(({ limitOwner }) => limitOwner !== null)?.limitOwner;
    return what === 'kill' && owner ? rejected(`the kernel named the limit of ${owner}, not the machine`) : silent;
  },
  actions: () => [
    { urgency: 'now', text: 'Move the pod away from the node, or free memory there', command: 'kubectl drain NODE --ignore-daemonsets' },
    { urgency: 'for good', text: 'Set requests that are really used, so that the scheduler does not overcommit the node', command: null },
  ],
};
