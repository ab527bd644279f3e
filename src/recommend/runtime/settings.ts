import type { HeapInForce } from '../../analysis/runtime/heap-in-force.ts';
import type { Runtime } from '../../analysis/runtime/identify.ts';
import type { Mismatch } from '../../analysis/runtime/mismatches.ts';
import { formatMemory, MiB } from '../../shared/quantity.ts';
import type { RuntimeAdvice } from './document.ts';
import { runtimePolicy } from './runtime-policy.ts';

type Setting = RuntimeAdvice['set'][number];

export interface SettingsInput {
  readonly runtime: Runtime;
  readonly limitBytes: number;
  readonly heap: HeapInForce;
  readonly mismatches: readonly Mismatch[];
  /** The most threads of one process that were seen. */
  readonly threads: number;
}

/** A setting of the command line wins over a variable, so it has to be changed where it stands. */
function place(setBy: string, variable: string): string {
  return setBy.endsWith(' of command') ? 'the command' : variable;
}

function node({ limitBytes, heap }: SettingsInput): Setting[] {
  const { baseBytes, semiSpaceBytes, semiSpaces, share } = runtimePolicy.node;
  const bytes = (limitBytes - baseBytes - semiSpaces * semiSpaceBytes) * share;
  if (bytes < runtimePolicy.leastOldSpaceBytes) return [];
  const why = `${formatMemory(limitBytes)} without ${formatMemory(baseBytes + semiSpaces * semiSpaceBytes)} for everything but the old space, and 15 % for buffers; less with worker threads, each has a heap of its own`;
  return [{ variable: place(heap.setBy, 'NODE_OPTIONS'), value: `--max-old-space-size=${Math.floor(bytes / MiB)}`, why }];
}

function java({ limitBytes, heap }: SettingsInput): Setting[] {
  const { smallBytes, smallPercent, largePercent } = runtimePolicy.java;
  const percent = limitBytes < smallBytes ? smallPercent : largePercent;
  const why = 'the rest is for metaspace, code cache, thread stacks, direct buffers and the collector; an -Xmx beside it wins and has to go';
  // -Xmx in bytes would not follow the limit; below about 252 MiB MinRAMPercentage is what HotSpot looks at.
  return [{ variable: place(heap.setBy, 'JAVA_TOOL_OPTIONS'), value: `-XX:MaxRAMPercentage=${percent} -XX:MinRAMPercentage=${smallPercent}`, why }];
}

function go({ limitBytes }: SettingsInput): Setting[] {
  const bytes = Math.floor((limitBytes * runtimePolicy.goShare) / MiB);
  const why = 'a soft limit: from there on it collects more instead of growing; less where C code or mapped files take memory too';
  return [{ variable: 'GOMEMLIMIT', value: `${bytes}MiB`, why }];
}

const dotnet = (): Setting[] => [
  {
    variable: 'DOTNET_GCHeapHardLimitPercent',
    value: `0x${runtimePolicy.dotnetPercent.toString(16)}`,
    why: 'hexadecimal, as .NET reads it: 75 % of the limit',
  },
];

const heapSettings: Readonly<Partial<Record<Runtime['name'], (input: SettingsInput) => Setting[]>>> = { node, java, go, dotnet };

/** glibc keeps an arena per contending thread; Go and V8 have allocators of their own for what they hold. */
function arenas({ runtime, threads }: SettingsInput): Setting[] {
  const concerned = runtime.name === 'java' || runtime.name === 'python';
  if (!concerned || threads < runtimePolicy.manyThreads || runtime.flags.has('MALLOC_ARENA_MAX')) return [];
  return [
    {
      variable: 'MALLOC_ARENA_MAX',
      value: String(runtimePolicy.arenas),
      why: `${threads} threads: glibc keeps freed memory in an arena for each that contends; only where the image has glibc`,
    },
  ];
}

/** What to set with the limit. Nothing where what is in force goes with it: that is what the runs at the limit had. */
export function settingsOf(input: SettingsInput): Setting[] {
  const heap = input.mismatches.length > 0 ? (heapSettings[input.runtime.name]?.(input) ?? []) : [];
  return [...heap, ...arenas(input)];
}
