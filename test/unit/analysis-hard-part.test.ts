import { describe, expect, it } from 'vitest';
import { hardPartOf } from '../../src/analysis/metrics/hard-part.ts';
import { analysisOf, factsOf } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';

function hard(version: 1 | 2, values: Record<string, number>): number | undefined {
  return hardPartOf(version, Object.keys(values))?.of(Object.values(values));
}

const stat = (values: Record<string, number>) => Object.fromEntries(Object.entries(values).map(([key, value]) => [`memory.stat:${key}`, value]));

describe('hard part', () => {
  it('on v2 leaves page cache and reclaimable slab out and takes what must be written first in', () => {
    const values = stat({ anon: 100, file: 900, shmem: 30, kernel: 20, slab_reclaimable: 8, sock: 5, file_dirty: 3, file_writeback: 2, unevictable: 77 });
    expect(hard(2, { 'memory.current': 2000, ...values })).toBe(100 + 30 + 20 - 8 + 5 + 3 + 2);
  });

  it('on kernels without a `kernel` line adds its parts, whether the column is missing or empty', () => {
    const parts = { anon: 100, shmem: 30, kernel_stack: 1, pagetables: 2, percpu: 3, slab_unreclaimable: 4, slab_reclaimable: 50, sock: 5 };
    expect(hard(2, stat(parts))).toBe(145);
    expect(hard(2, stat({ ...parts, kernel: -1 }))).toBe(145);
    expect(hard(2, stat({ ...parts, kernel: 60 }))).toBe(100 + 30 + 60 - 50 + 5);
  });

  it('on v1 counts shmem once although cache holds it, and all kernel memory', () => {
    const values = { ...stat({ total_rss: 100, total_cache: 500, total_shmem: 30, total_dirty: 9 }), 'memory.kmem.usage_in_bytes': 20 };
    expect(hard(1, values)).toBe(150);
    expect(hard(1, { ...values, 'memory.kmem.usage_in_bytes': -1 })).toBe(130);
    expect(hardPartOf(1, Object.keys(values))?.method).toBe('v1-upper-estimate');
  });

  it('is unknown, not zero, where its main part is', () => {
    expect(hard(2, stat({ anon: -1, kernel: 20 }))).toBeUndefined();
    expect(hardPartOf(2, ['memory.current'])).toBeUndefined();
    expect(hardPartOf(1, ['memory.usage_in_bytes'])).toBeUndefined();
  });

  it.each([1, 2] as const)('comes out of a v%i recording as the model put it in, cache left out', (cgroupVersion) => {
    const memory = { baseBytes: 100_000_000, bytesPerRate: 1_000_000, fileBytes: 50_000_000 };
    const { phases, quality, startupFileBytes } = analysisOf(ladderSpec({ cgroupVersion, memory }));
    for (const phase of phases.filter(({ phaseKind }) => phaseKind === 'level')) {
      expect(phase.medianHardBytes).toBe(100_000_000 + 1_000_000 * (phase.offeredRate ?? 0));
      expect(phase.medianFileBytes).toBe(50_000_000);
    }
    expect(startupFileBytes).toBe(50_000_000);
    expect(quality.notes.some(({ code }) => code === 'hard-part-upper-estimate')).toBe(cgroupVersion === 1);
  });

  it('drops samples that say nothing, and says so when none is left', () => {
    const facts = factsOf(ladderSpec());
    expect(facts.main.memory.t.length).toBeGreaterThan(400);
    const nothing = analysisOf({ ...ladderSpec(), phases: [] });
    expect(nothing.peakBytes).toEqual({ watermark: null, sampled: null, hardPart: null });
    expect(nothing.quality.notes.map(({ code }) => code)).toContain('no-samples');
  });
});
