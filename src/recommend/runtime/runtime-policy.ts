import { MiB } from '../../shared/quantity.ts';

/** Every number behind what is advised for a runtime. Source of all of them: memory ground truth, section 5.1. */
export const runtimePolicy = {
  /** Node.js: (limit - base - three semi-spaces) x 0.85, and each worker thread has a heap of its own. */
  node: { baseBytes: 50 * MiB, semiSpaceBytes: 16 * MiB, semiSpaces: 3, share: 0.85 },
  /** An old space below this is nobody's server: V8's own floor for a device without memory is 128 MiB of heap, and Node.js takes about 5 to start. */
  leastOldSpaceBytes: 16 * MiB,
  /** JVM: half of a container below 1 GiB, three quarters above; the rest is metaspace, code cache, stacks, direct buffers and the collector. */
  java: { smallBytes: 1024 * MiB, smallPercent: 50, largePercent: 75 },
  /** Go: nine tenths, because the limit is a soft one and counts the Go runtime only. */
  goShare: 0.9,
  dotnetPercent: 75,
  /** glibc makes up to 8 arenas for each visible CPU as threads contend; two CPUs make 16, and fewer threads cannot fill more. */
  manyThreads: 16,
  arenas: 2,
} as const;
