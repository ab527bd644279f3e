import { describe, expect, test } from 'vitest';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { BucketSeries, thinned } from '../../src/report/series/bucket-series.ts';
import { LoadSeries } from '../../src/report/series/load-series.ts';
import { type MemoryParts, partsReader } from '../../src/report/series/memory-parts.ts';
import { readSeries } from '../../src/report/series/recording-series.ts';
import { SeriesCollector } from '../../src/report/series/series-collector.ts';
import { decimalTicks, memoryTicks, timeTicks } from '../../src/report/svg/scale.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { temporaryRun, writeRecordings } from './report-documents/run-directory.ts';

const flat = (usageBytes: number): MemoryParts => ({
  usageBytes,
  hardBytes: usageBytes / 2,
  anonBytes: usageBytes,
  shmemBytes: 0,
  kernelBytes: 0,
  fileBytes: 0,
  otherBytes: 0,
});

describe('thinning', () => {
  /** A day at 20 Hz with one 0.3 s spike. */
  function day(spikeBytes: number): BucketSeries {
    const series = new BucketSeries(800, 10);
    for (let tick = 0; tick < 24 * 3600 * 20; tick++) series.add(tick * 50, flat(tick >= 777_777 && tick < 777_783 ? spikeBytes : 100 * MiB));
    return series;
  }

  test('a spike of 0.3 s in a day is kept, with its parts and its place', () => {
    const buckets = day(160 * MiB).buckets();
    expect(buckets.length).toBeLessThanOrEqual(800);
    expect(buckets.length).toBeGreaterThanOrEqual(400);
    const spikes = buckets.filter(({ usageMax }) => usageMax > 100 * MiB);
    expect(spikes).toHaveLength(1);
    expect(spikes[0]).toMatchObject({ usageMax: 160 * MiB, usageMin: 100 * MiB, hardMax: 80 * MiB, parts: flat(160 * MiB) });
    expect(spikes[0]?.fromMs).toBeLessThanOrEqual(777_777 * 50);
    expect(spikes[0]?.toMs).toBeGreaterThanOrEqual(777_782 * 50);
  });

  test('the same day without the spike shows none', () => {
    for (const bucket of day(100 * MiB).buckets()) expect([bucket.usageMin, bucket.usageMax]).toEqual([100 * MiB, 100 * MiB]);
  });

  test('a drop is kept as well, and no sample is counted twice', () => {
    const series = new BucketSeries(4, 10);
    for (const [index, usage] of [5, 5, 1, 5, 5, 5, 9, 5].entries()) series.add(index * 10, flat(usage));
    expect(series.buckets().map(({ fromMs, toMs, usageMin, usageMax }) => [fromMs, toMs, usageMin, usageMax])).toEqual([
      [0, 10, 5, 5],
      [20, 30, 1, 5],
      [40, 50, 5, 5],
      [60, 70, 5, 9],
    ]);
  });

  test('samples that are no numbers are left out', () => {
    const series = new BucketSeries(4, 10);
    series.add(Number.NaN, flat(1));
    series.add(0, flat(Number.NaN));
    expect(series.buckets()).toEqual([]);
  });
});

describe('parts of memory', () => {
  test('cgroup v2: shmem is taken out of the file cache, reclaimable slab out of the hard part', () => {
    const columns = [
      'memory.current',
      'memory.stat:anon',
      'memory.stat:file',
      'memory.stat:shmem',
      'memory.stat:kernel',
      'memory.stat:slab_reclaimable',
      'memory.stat:sock',
    ];
    expect(partsReader(columns, 2)?.([120, 50, 40, 10, 20, 5, 3])).toEqual({
      usageBytes: 120,
      hardBytes: 78,
      anonBytes: 50,
      shmemBytes: 10,
      kernelBytes: 20,
      fileBytes: 30,
      otherBytes: 10,
    });
  });

  test('a kernel without the sum of kernel memory: its parts are added', () => {
    const columns = [
      'memory.current',
      'memory.stat:anon',
      'memory.stat:kernel',
      'memory.stat:kernel_stack',
      'memory.stat:slab_reclaimable',
      'memory.stat:slab_unreclaimable',
    ];
    expect(partsReader(columns, 2)?.([100, 50, -1, 1, 7, 2])).toMatchObject({ kernelBytes: 10, hardBytes: 53 });
    expect(partsReader(columns, 2)?.([100, 50, 30, 1, 7, 2])).toMatchObject({ kernelBytes: 30, hardBytes: 73 });
  });

  test('cgroup v1 has names of its own, and -1 is not a size', () => {
    const columns = ['memory.usage_in_bytes', 'memory.stat:total_rss', 'memory.stat:total_cache', 'memory.stat:total_shmem', 'memory.kmem.usage_in_bytes'];
    expect(partsReader(columns, 1)?.([100, 60, 30, 10, -1])).toEqual({
      usageBytes: 100,
      hardBytes: 70,
      anonBytes: 60,
      shmemBytes: 10,
      kernelBytes: 0,
      fileBytes: 20,
      otherBytes: 10,
    });
    expect(partsReader(columns, 2)).toBeUndefined();
  });
});

describe('the series of a recording', () => {
  const opening: RecordingEvent[] = [
    { kind: 'cgroup', t: 0, cg: 1, role: 'workload', container: 'app', version: 2, path: '/a', limitBytes: 5, columns: ['memory.current'] },
    { kind: 'cgroup', t: 0, cg: 2, role: 'ancestor', container: 'app', version: 2, path: '/', limitBytes: 9, columns: ['memory.current'] },
    { kind: 'phase-start', t: 0, phase: 'idle', phaseKind: 'idle' },
  ];
  const collect = (events: readonly RecordingEvent[]) => {
    const collector = new SeriesCollector();
    for (const event of events) collector.visit(event);
    return collector.result();
  };

  test('a container that was started again is one line; its ancestors are none', () => {
    const again: RecordingEvent = {
      kind: 'cgroup',
      t: 90,
      cg: 3,
      role: 'workload',
      container: 'app',
      version: 2,
      path: '/b',
      limitBytes: 5,
      columns: ['memory.current'],
    };
    const result = collect([
      ...opening,
      { kind: 'sample', t: 50, cg: 1, v: [10] },
      { kind: 'sample', t: 50, cg: 2, v: [99] },
      again,
      { kind: 'sample', t: 100, cg: 3, v: [20] },
    ]);
    expect(result.containers).toMatchObject([{ container: 'app', limitBytes: 5, peakBytes: 20 }]);
    expect(result.containers[0]?.buckets.map(({ usageMax }) => usageMax)).toEqual([10, 20]);
  });

  test('a phase without an end reaches to the last event, one with an end does not', () => {
    const rest: RecordingEvent[] = [{ kind: 'sample', t: 700, cg: 1, v: [1] }];
    expect(collect([...opening, ...rest]).phases).toMatchObject([{ phase: 'idle', fromMs: 0, toMs: 700 }]);
    expect(collect([...opening, { kind: 'phase-end', t: 300, phase: 'idle' }, ...rest]).phases).toMatchObject([{ toMs: 300 }]);
  });

  test('reads a recording from disk once', () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const series = readSeries(runDir, '06-search');
    expect(series.containers).toHaveLength(1);
    expect(series.phases.map(({ phase }) => phase)).toContain('level-50');
    expect(series.containers[0]?.watermarks.length).toBe(series.phases.length);
    expect(Math.max(...series.load.map(({ perSecond }) => perSecond))).toBe(50);
  });
});

describe('load per second', () => {
  test('levels that share a second are added, the highest second of a column is kept', () => {
    const load = new LoadSeries(2);
    for (const [tMs, iterations] of [
      [1200, 5],
      [2200, 9],
      [1200, 2],
      [3200, 1],
      [4200, 3],
    ] as const)
      load.add(tMs, iterations);
    expect(load.buckets()).toEqual([
      { fromMs: 1200, toMs: 3200, perSecond: 9 },
      { fromMs: 3200, toMs: 5200, perSecond: 3 },
    ]);
    expect(new LoadSeries(2).buckets()).toEqual([]);
  });
});

describe('marks on axes', () => {
  test('memory in powers of two up to the top, time and rates in round numbers', () => {
    expect(memoryTicks(200 * MiB)).toEqual([0, 64, 128, 192, 256].map((size) => size * MiB));
    expect(memoryTicks(256 * MiB).at(-1)).toBe(256 * MiB);
    expect(decimalTicks(50)).toEqual([0, 10, 20, 30, 40, 50]);
    expect(timeTicks(40_000)).toEqual([0, 5000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000]);
  });
});

describe('thinning a series that is already one', () => {
  const parts = { usageBytes: 0, hardBytes: 0, anonBytes: 0, shmemBytes: 0, kernelBytes: 0, fileBytes: 0, otherBytes: 0 };
  const bucket = (at: number, usage: number) => ({ fromMs: at, toMs: at, usageMin: usage, usageMax: usage, hardMin: usage, hardMax: usage, parts });

  test('keeps the highest and the lowest of what is merged, and a short one as it is', () => {
    const merged = thinned([bucket(0, 5), bucket(1, 9), bucket(2, 1), bucket(3, 4)], 2);
    expect(merged.map(({ fromMs, toMs, usageMin, usageMax }) => [fromMs, toMs, usageMin, usageMax])).toEqual([
      [0, 1, 5, 9],
      [2, 3, 1, 4],
    ]);
    expect(thinned([bucket(0, 5)], 2)).toHaveLength(1);
    expect(thinned([], 2)).toEqual([]);
  });
});
