import { describe, expect, it } from 'vitest';
import type { PhaseAnalysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import { kneeOf } from '../../src/analysis/knee.ts';
import { loadCurve } from '../../src/analysis/load-curve.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { seededRandom } from '../../src/shared/random.ts';
import { normalFrom } from '../../src/shared/stats/normal.ts';
import { studentT } from '../../src/shared/stats/student-t.ts';
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

  it('is by rate where there is never one whole iteration in flight, whatever fits better', () => {
    const hardlyAny = changed(three, (phase, index) => {
      const concurrency = ((phase.offeredRate ?? 0) * (1 + (index % 3))) / 1000;
      return { concurrency, medianHardBytes: 50 * MiB + concurrency * 400 * MiB };
    });
    expect(loadCurve(hardlyAny)?.unit).toBe('iterations/s');
  });

  it('is null without two different loads', () => {
    expect(loadCurve([])).toBeNull();
    expect(loadCurve(three.map((recording) => ({ ...recording, phases: recording.phases.filter((phase) => phase.offeredRate === 50) })))).toBeNull();
  });

  it('is the same every time', () => {
    expect(loadCurve(three)).toEqual(loadCurve(three));
  });

  it('says which loads were driven', () => {
    expect(loadCurve(three)?.tested).toEqual([10, 50]);
  });

  it('gives three recordings the width that three deserve', () => {
    const offset = [0, 0.02, -0.02];
    const differing = three.map((recording, run) => ({
      ...recording,
      phases: recording.phases.map((phase) => ({
        ...phase,
        medianHardBytes: (phase.medianHardBytes ?? 0) + (offset[run] ?? 0) * (phase.offeredRate ?? 0) * MiB,
      })),
    }));
    const [low = 0, high = 0] = loadCurve(differing)?.interval?.bytesPerUnit ?? [];
    // Slopes of 0.98, 1 and 1.02 MiB: 4.303 x 0.02 / sqrt(3) to either side.
    expect((high - low) / MiB).toBeGreaterThan(0.09);
    expect((high - low) / MiB).toBeLessThan(0.12);
  });
});

describe('the knee', () => {
  /** Recordings that differ by some MiB throughout, whose memory rises more steeply above 30/s by `bend` MiB per unit. */
  function recordings(bend: number, noiseMiB: number, seed: number): RecordingAnalysis[] {
    const normal = normalFrom(seededRandom(seed));
    return three.map((recording) => {
      const offset = 3 * normal();
      const held = (load: number) => 100 + offset + load + bend * Math.max(0, load - 30) + noiseMiB * normal();
      return { ...recording, phases: recording.phases.map((phase) => ({ ...phase, medianHardBytes: Math.round(held(phase.offeredRate ?? 0) * MiB) })) };
    });
  }

  it('is found where the slope doubles', () => {
    expect(loadCurve(recordings(1, 0.3, 1))?.knee).toMatchObject({ load: 30 });
    const { bytesPerUnitBelow = 0, bytesPerUnitAbove = 0 } = loadCurve(recordings(1, 0.3, 1))?.knee ?? {};
    expect(bytesPerUnitAbove / bytesPerUnitBelow).toBeGreaterThan(1.7);
    expect(bytesPerUnitAbove / bytesPerUnitBelow).toBeLessThan(2.3);
  });

  it('is not found in a straight line, however noisy, nor in a bend too small to matter, nor in one recording', () => {
    const straight = Array.from({ length: 300 }, (_, seed) =>
      recordings(0, 0.1 + (seed % 30) / 10, seed).flatMap(({ recording, phases }) =>
        phases.flatMap(({ name, phaseKind, offeredRate, medianHardBytes }) =>
          phaseKind === 'level' ? [{ recording, phase: name, load: offeredRate ?? 0, bytes: medianHardBytes ?? 0 }] : [],
        ),
      ),
    );
    const found = straight.filter((points) => kneeOf(points) !== undefined);
    expect(found.length).toBeLessThanOrEqual(2);
    expect(loadCurve(recordings(0.2, 0.1, 1))?.knee).toBeNull();
    expect(loadCurve(recordings(1, 0.1, 1).slice(0, 1))?.knee).toBeNull();
  });
});

describe('studentT', () => {
  it('agrees with the published table', () => {
    expect(studentT(0.975, 1)).toBeCloseTo(12.706, 3);
    expect(studentT(0.975, 2)).toBeCloseTo(4.303, 3);
    expect(studentT(0.975, 9)).toBeCloseTo(2.262, 3);
    expect(studentT(0.95, 4)).toBeCloseTo(2.132, 3);
    expect(studentT(0.5, 4)).toBeCloseTo(0, 6);
  });
});
