import { describe, expect, it } from 'vitest';
import { heapInForce } from '../../src/analysis/runtime/heap-in-force.ts';
import { type Runtime, runtimeOf } from '../../src/analysis/runtime/identify.ts';
import { mismatchesOf } from '../../src/analysis/runtime/mismatches.ts';
import type { MemoryFlag, RuntimeName } from '../../src/plan/runtime/runtime-settings.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { planWith } from './simulated-world.ts';

function runtime(name: RuntimeName, flags: Partial<Record<MemoryFlag['flag'], number>> = {}): Runtime {
  const entries = Object.entries(flags).map(([flag, value]) => [flag, { flag, value, from: 'a variable' }] as [MemoryFlag['flag'], MemoryFlag]);
  return { name, from: 'a test', flags: new Map(entries) };
}
const heap = (of: Runtime, limitMebibytes: number) => {
  const { bytes } = heapInForce(of, limitMebibytes * MiB);
  return bytes === null ? null : Math.round(bytes / MiB);
};
const kinds = (of: Runtime, limitMebibytes: number, aborts = 0) =>
  mismatchesOf({ runtime: of, limitBytes: limitMebibytes * MiB, aborts }).map(({ kind }) => kind);

describe('the heap limit in force', () => {
  // Measured: memory ground truth, section 5.1.
  it.each([
    ['node', 128, 256],
    ['node', 512, 256],
    ['node', 1024, 512],
    ['node', 2048, 1024],
    ['node', 8192, 2048],
    ['node', 16_384, 4096],
    ['java', 128, 64],
    ['java', 200, 100],
    ['java', 256, 126],
    ['java', 512, 128],
    ['java', 1024, 256],
    ['java', 4096, 1024],
    ['dotnet', 400, 300],
    ['go', 400, null],
    ['python', 400, null],
  ] as const)('of %s at %i MiB is %s MiB by default', (name, limit, expected) => {
    expect(heap(runtime(name), limit)).toBe(expected);
  });

  it('is what was set', () => {
    expect(heap(runtime('node', { 'max-old-space-size': 99 * MiB }), 512)).toBe(99);
    expect(heap(runtime('node', { 'max-old-space-size-percentage': 50 }), 500)).toBe(250);
    expect(heap(runtime('java', { Xmx: 300 * MiB, MaxRAMPercentage: 75 }), 512)).toBe(300);
    expect(heap(runtime('java', { MaxRAMPercentage: 75 }), 1024)).toBe(768);
    expect(heap(runtime('go', { GOMEMLIMIT: 360 * MiB }), 400)).toBe(360);
    expect(heap(runtime('dotnet', { GCHeapHardLimitPercent: 50 }), 400)).toBe(200);
  });

  it('of a small JVM does not follow MaxRAMPercentage', () => {
    expect(heap(runtime('java', { MaxRAMPercentage: 75 }), 200)).toBe(100);
  });
});

describe('a mismatch', () => {
  it('is a heap above the limit, or one that leaves too little', () => {
    expect(kinds(runtime('node'), 256)).toEqual(['heap-above-limit']);
    expect(kinds(runtime('node'), 300)).toEqual(['heap-above-limit']);
    expect(kinds(runtime('node'), 320)).toEqual([]);
    expect(kinds(runtime('java', { Xmx: 512 * MiB }), 512)).toEqual(['heap-above-limit']);
    expect(kinds(runtime('java', { Xmx: 400 * MiB }), 512)).toEqual([]);
    expect(kinds(runtime('go', { GOMEMLIMIT: 500 * MiB }), 400)).toEqual(['heap-above-limit']);
  });

  it('is a heap at which the runtime gives up while the container has room, not one that had none', () => {
    const small = runtime('node', { 'max-old-space-size': 100 * MiB });
    expect(kinds(small, 400, 2)).toEqual(['heap-too-small']);
    expect(kinds(small, 400)).toEqual([]);
    expect(kinds(small, 160, 2)).toEqual([]);
  });

  it('is a default that takes no notice of the container', () => {
    expect(kinds(runtime('go'), 400)).toEqual(['ignores-limit']);
    expect(kinds(runtime('go', { GOMEMLIMIT: 360 * MiB }), 400)).toEqual([]);
    expect(kinds(runtime('python'), 400)).toEqual([]);
  });
});

describe('the runtime of a run', () => {
  const holder = (comm: string) => ({ tMs: 1, comm, pid: 1, rssBytes: 1, pssBytes: null, threads: 1 });

  it('is what the plan says, else what held memory', () => {
    const plan = planWith();
    const stated = { ...plan, workload: { ...plan.workload, runtime: { name: 'go', from: 'x', flags: [] } } } as typeof plan;
    expect(runtimeOf(stated, [{ holders: [holder('java')] }])?.name).toBe('go');
    expect(runtimeOf(plan, [{ holders: [holder('sh'), holder('java')] }])?.name).toBe('java');
    expect(runtimeOf(plan, [{ holders: [holder('nginx')] }])).toBeUndefined();
  });
});
