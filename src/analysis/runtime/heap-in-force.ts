import { MiB } from '../../shared/quantity.ts';
import type { Runtime } from './identify.ts';

const GiB = 1024 * MiB;

/** The heap limit that a runtime has at a container limit, and what decided it. `bytes` is null where it has none. */
export interface HeapInForce {
  readonly bytes: number | null;
  readonly setBy: string;
  /** What the runtime takes besides, at least; a part of the limit that the heap must leave. */
  readonly restBytes: number;
}

/**
 * Defaults measured in real cgroups with limits from 64 MiB to 16 GiB (memory ground truth, section 5.1; Node.js 20.20 and 24.21, OpenJDK 17), and
 * tested against the runtimes of this machine in test/smoke/runtime-defaults.test.ts.
 */
export const runtimeDefaults = {
  /** V8's old space: half of the limit, never below 256 MiB, at most 2 GiB, from 15 GiB on 4 GiB (v8, src/heap/heap.cc, Heap::HeapSizeFromPhysicalMemory). */
  node: { share: 0.5, leastBytes: 256 * MiB, mostBytes: 2 * GiB, largeLimitBytes: 15 * GiB, mostOfLargeBytes: 4 * GiB, restBytes: 50 * MiB },
  /** HotSpot: half of a small limit, a quarter of a large one, 126 MiB between (arguments.cpp, set_heap_size). */
  java: { smallShare: 0.5, flatBytes: 126 * MiB, percent: 25, restShare: 0.1 },
  /** .NET: three quarters, at least 20 MiB (Runtime configuration options for garbage collection, heap limit percent). */
  dotnet: { percent: 75, leastBytes: 20 * MiB },
} as const;

function nodeHeap({ flags }: Runtime, limitBytes: number): HeapInForce {
  const { share, leastBytes, mostBytes, largeLimitBytes, mostOfLargeBytes, restBytes } = runtimeDefaults.node;
  const size = flags.get('max-old-space-size');
  if (size) return { bytes: size.value, setBy: `--max-old-space-size of ${size.from}`, restBytes };
  const percentage = flags.get('max-old-space-size-percentage');
  if (percentage) return { bytes: (percentage.value / 100) * limitBytes, setBy: `--max-old-space-size-percentage of ${percentage.from}`, restBytes };
  const most = limitBytes >= largeLimitBytes ? mostOfLargeBytes : mostBytes;
  return { bytes: Math.min(most, Math.max(leastBytes, share * limitBytes)), setBy: "V8's default", restBytes };
}

/** MaxRAMPercentage has no effect below about 252 MiB: there MinRAMPercentage decides, which is 50. */
function javaHeap({ flags }: Runtime, limitBytes: number): HeapInForce {
  const { smallShare, flatBytes, percent, restShare } = runtimeDefaults.java;
  const restBytes = restShare * limitBytes;
  const size = flags.get('Xmx');
  if (size) return { bytes: size.value, setBy: `-Xmx of ${size.from}`, restBytes };
  const share = flags.get('MaxRAMPercentage');
  const small = smallShare * limitBytes;
  if (small < flatBytes) return { bytes: small, setBy: "HotSpot's default for small containers, MinRAMPercentage", restBytes };
  const bytes = Math.max(flatBytes, ((share?.value ?? percent) / 100) * limitBytes);
  return { bytes, setBy: share ? `MaxRAMPercentage of ${share.from}` : "HotSpot's default", restBytes };
}

/** The memory limit of Go counts all that its runtime has, not the heap alone. */
function goHeap({ flags }: Runtime): HeapInForce {
  const limit = flags.get('GOMEMLIMIT');
  return limit
    ? { bytes: limit.value, setBy: limit.from, restBytes: 0 }
    : { bytes: null, setBy: "Go's default, which takes no notice of the container", restBytes: 0 };
}

function dotnetHeap({ flags }: Runtime, limitBytes: number): HeapInForce {
  const { percent, leastBytes } = runtimeDefaults.dotnet;
  const hard = flags.get('GCHeapHardLimit');
  if (hard) return { bytes: hard.value, setBy: hard.from, restBytes: 0 };
  const share = flags.get('GCHeapHardLimitPercent');
  const bytes = ((share?.value ?? percent) / 100) * limitBytes;
  return { bytes: Math.max(leastBytes, bytes), setBy: share ? share.from : ".NET's default", restBytes: 0 };
}

/** The heap limit of a runtime in a container of this size; Python has none of its own. */
export function heapInForce(runtime: Runtime, limitBytes: number): HeapInForce {
  if (runtime.name === 'node') return nodeHeap(runtime, limitBytes);
  if (runtime.name === 'java') return javaHeap(runtime, limitBytes);
  if (runtime.name === 'go') return goHeap(runtime);
  if (runtime.name === 'dotnet') return dotnetHeap(runtime, limitBytes);
  return { bytes: null, setBy: 'Python, which has no limit of its own', restBytes: 0 };
}
