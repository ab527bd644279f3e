import { describe, expect, test } from 'vitest';
import { recordingAnalysisSchema } from '../../src/analysis/document.ts';
import { workingSetOf } from '../../src/analysis/metrics/working-set.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';
import type { SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf, factsOfEvents } from '../synthetic/facts-of.ts';

const spec: SyntheticSpec = {
  seed: 3,
  cgroupVersion: 2,
  hz: 5,
  limitBytes: 512 * MiB,
  phases: [{ phase: 'level-10', phaseKind: 'level', durationMs: 5000, rate: 10 }],
  memory: { baseBytes: 100 * MiB, bytesPerRate: 0 },
};

const columns = {
  1: ['memory.usage_in_bytes', 'memory.stat:total_rss', 'memory.stat:total_inactive_file'],
  2: ['memory.current', 'memory.stat:anon', 'memory.stat:inactive_file'],
};

/** Samples `[tMs, usage, inactive file]` of the main container. */
function seriesOf(samples: readonly (readonly [number, number, number])[], version: 1 | 2 = 2, names: string[] = columns[version]) {
  const announced: RecordingEvent = {
    kind: 'cgroup',
    t: 0,
    cg: 1,
    role: 'workload',
    container: 'app',
    version,
    path: '/app',
    limitBytes: 512 * MiB,
    columns: names,
  };
  const ticks = samples.map(
    ([t, usage, inactive]): RecordingEvent => ({ kind: 'sample', t, cg: 1, v: [usage, Math.max(0, usage - inactive), inactive].slice(0, names.length) }),
  );
  return workingSetOf(factsOfEvents([announced, ...ticks], spec));
}

describe('the working set of a recording', () => {
  test.each([1, 2] as const)('is usage without inactive file cache (cgroup v%i)', (version) => {
    expect(
      seriesOf(
        [
          [0, 4096, 1024],
          [1000, 8192, 4096],
        ],
        version,
      ),
    ).toEqual({ firstMs: 0, periodMs: 1000, kibibytes: [3, 4] });
  });

  test('holds instants: the newest sample at each, neither the highest nor the next', () => {
    expect(
      seriesOf([
        [0, 1024, 0],
        [300, 99 * 1024, 0],
        [900, 2048, 0],
        [1100, 50 * 1024, 0],
        [2000, 3072, 0],
      ])?.kibibytes,
    ).toEqual([1, 2, 3]);
  });

  test('rounds up to whole KiB, and is never negative', () => {
    expect(
      seriesOf([
        [0, 1025, 0],
        [1000, 4096, 5000],
        [2000, 1024, 0],
      ])?.kibibytes,
    ).toEqual([2, null, 1]);
  });

  test('has a hole where the newest sample is more than two periods old, and none at two', () => {
    expect(
      seriesOf([
        [0, 1024, 0],
        [4000, 1024, 0],
      ])?.kibibytes,
    ).toEqual([1, 1, 1, null, 1]);
  });

  test('has a hole while nothing runs', () => {
    expect(
      seriesOf([
        [0, 0, 0],
        [1000, 1024, 0],
      ])?.kibibytes,
    ).toEqual([null, 1]);
  });

  test('widens its period for a long run: 5760 instants are kept as they are, one more is not', () => {
    const run = (seconds: number) => seriesOf(Array.from({ length: seconds }, (_, second) => [second * 1000, 1024, 0] as const));
    expect(run(5760)).toMatchObject({ periodMs: 1000, kibibytes: { length: 5760 } });
    expect(run(5761)).toMatchObject({ periodMs: 2000, kibibytes: { length: 2881 } });
  });

  test('is not known without inactive file cache, or without a sample', () => {
    expect(seriesOf([[0, 1024, 0]], 2, ['memory.current', 'memory.stat:anon'])).toBeNull();
    expect(seriesOf([[0, 1024, -1]])).toBeNull();
    expect(seriesOf([])).toBeNull();
  });

  test('is kept of runs at the loose and at the manifest limit only', () => {
    const kept = (['record', 'current', 'search', 'confirm', 'overload'] as const).filter((purpose) => analysisOf({ ...spec, purpose }).workingSet !== null);
    expect(kept).toEqual(['record', 'current']);
  });

  test('is part of the document', () => {
    expect(recordingAnalysisSchema.parse(analysisOf(spec)).workingSet?.kibibytes.length).toBeGreaterThan(3);
  });
});
