import { certain, type Hypothesis, rejected, silent } from '../hypothesis.ts';

/** The runtime gave up at its own heap limit. Evidence: what it wrote itself (memory ground truth, section 2.2). False positive: none known. */
export const runtimeHeapCap: Hypothesis = {
  cause: 'runtime-heap-cap',
  lookFirst: 'the heap limit of the runtime: --max-old-space-size, -Xmx, DOTNET_GCHeapHardLimit',
  tellApart: 'the runtime writes that it is out of memory, the kernel counts no kill',
  judge({ what, deaths }) {
    if (what === 'end' && deaths.some((death) => death.class === 'runtime-abort'))
      return certain('the runtime ran into its own heap limit and ended itself; the container had room');
    return what === 'kill' ? rejected('the kernel killed it; the runtime did not give up') : silent;
  },
  actions: () => [
    { urgency: 'now', text: "Raise the runtime's own heap limit; a larger container alone changes nothing where the heap limit is set by hand", command: null },
    { urgency: 'for good', text: 'Set heap limit and container limit together, and verify them together', command: null },
  ],
};
