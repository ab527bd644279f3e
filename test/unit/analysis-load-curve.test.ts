import { describe, expect, it } from 'vitest';
import type { PhaseAnalysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import { loadCurve } from '../../src/analysis/load-curve.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const three = [1, 2, 3].map((index) => analysisOf(ladderSpec({ seed: index, index })));

function changed(recordings: readonly RecordingAnalysis[], change: (phase: PhaseAnalysis, index: number) => Partial<PhaseAnalysis>): RecordingAnalysis[] {
  return recordings.map((recording) => ({
    ...recording,
    phases: recording.phases.map((phase, index) => (phase.phaseKind === 'level' ? { ...phase, ...change(phase, index) } : phase)),
  }));
}

describe('loadCurve', () => {
  it('finds base and slope, with an interval that holds them', () => {
    const curve = loadCurve(three);
    expect(curve).toMatchObject({ unit: 'iterations/s' });
    expect(curve?.baseBytes).toBeGreaterThan(99.8 * MiB);
    expect(curve?.baseBytes).toBeLessThan(100.2 * MiB);
    expect(curve?.bytesPerUnit).toBeGreaterThan(0.99 * MiB);
    expect(curve?.bytesPerUnit).toBeLessThan(1.01 * MiB);
    expect(curve?.points.length).toBe(15);
    expect(Math.max(...(curve?.residuals ?? []).map(Math.abs))).toBeLessThan(0.2 * MiB);
    const [low, high] = curve?.interval?.bytesPerUnit ?? [0, 0];
    expect(low).toBeLessThanOrEqual(curve?.bytesPerUnit ?? 0);
    expect(high).toBeGreaterThanOrEqual(curve?.bytesPerUnit ?? 0);
  });

  it('gives no interval below three recordings or five levels', () => {
    expect(loadCurve(three.slice(0, 2))?.interval).toBeNull();
    const fewer = three.map((recording) => ({ ...recording, phases: recording.phases.filter((phase) => phase.offeredRate !== 30) }));
    expect(loadCurve(fewer)?.interval).toBeNull();
    expect(loadCurve(fewer)?.bytesPerUnit).toBeGreaterThan(0.99 * MiB);
  });

  it('stays with the truth when one level of each run went wild', () => {
    const wild = changed(three, (phase) => (phase.offeredRate === 20 ? { medianHardBytes: 900 * MiB } : {}));
    expect(loadCurve(wild)?.bytesPerUnit).toBeLessThan(1.3 * MiB);
    expect(loadCurve(wild)?.bytesPerUnit).toBeGreaterThan(0.7 * MiB);
  });

  it('prefers concurrency only where it explains clearly better', () => {
    const byConcurrency = changed(three, (phase, index) => {
      const concurrency = ((phase.offeredRate ?? 0) * (1 + (index % 3))) / 10;
      return { concurrency, medianHardBytes: 50 * MiB + concurrency * 4 * MiB };
    });
    expect(loadCurve(byConcurrency)).toMatchObject({
      unit: 'concurrent iterations',
      bytesPerUnit: 4 * MiB,
      baseBytes: 50 * MiB,
      why: expect.stringContaining('unexplained'),
    });
    const alike = changed(three, (phase) => ({ concurrency: (phase.offeredRate ?? 0) / 25 }));
    expect(loadCurve(alike)?.unit).toBe('iterations/s');
  });

  it('is null without two different loads', () => {
    expect(loadCurve([])).toBeNull();
    expect(loadCurve(three.map((recording) => ({ ...recording, phases: recording.phases.filter((phase) => phase.offeredRate === 50) })))).toBeNull();
  });

  it('is the same every time', () => {
    expect(loadCurve(three)).toEqual(loadCurve(three));
  });
});
