import type { Death } from '../../document.ts';
import { certain, fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { size } from '../say.ts';

/** Less than this of a pod's memory fills no pod. */
const notableShare = 0.25;

/** Classes in which a limit above the container was hit. */
const ofOthers: ReadonlySet<Death['class']> = new Set<Death['class']>(['sidecar', 'pod-limit', 'sibling', 'ancestor-limit']);

/** Another container filled the pod, or was itself killed. Evidence: whose process died, whose limit was hit, peaks by container. */
export const sidecar: Hypothesis = {
  cause: 'sidecar',
  lookFirst: 'memory by container: kubectl top pod --containers',
  tellApart: 'give the sidecar a limit of its own and run again',
  judge({ what, deaths, recordings, limitBytes }, { plan }) {
    if (what !== 'kill') return silent;
    const other = deaths.find(({ container }) => container !== plan.workload.container);
    if (other) return certain(`what was killed is the container ${other.container}, not ${plan.workload.container}`);
    // An init container has ended, and given back what it held, when the sized one starts.
    const together = recordings.flatMap(({ containers }) => (containers ?? []).filter(({ role }) => role !== 'init'));
    const peaks = together.map(({ name, peakBytes }) => ({ name, bytes: peakBytes.watermark ?? 0 }));
    const others = peaks.filter(({ name }) => name !== plan.workload.container);
    const largest = others.toSorted((a, b) => b.bytes - a.bytes)[0];
    const own = Math.max(0, ...peaks.filter(({ name }) => name === plan.workload.container).map(({ bytes }) => bytes));
    if (!largest) return silent;
    const ofPod = deaths.some((death) => ofOthers.has(death.class));
    if (ofPod && own < 0.9 * (limitBytes ?? Number.POSITIVE_INFINITY) && largest.bytes > notableShare * (own + largest.bytes))
      return fits(`the limit of the pod was hit while ${plan.workload.container} held ${size(own)} and ${largest.name} ${size(largest.bytes)}`);
    return rejected(`its own limit was hit; the largest other container held ${size(largest.bytes)}`);
  },
  actions: () => [
    { urgency: 'now', text: 'Give the other container a limit of its own, so that it is killed instead', command: null },
    { urgency: 'for good', text: 'Count its memory into the pod, or move it into a pod of its own', command: null },
  ],
};
