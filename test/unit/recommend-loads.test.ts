import { describe, expect, it } from 'vitest';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { loadsOf } from '../../src/recommend/loads/loads.ts';
import { surveyOf } from '../../src/recommend/survey.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import type { MemoryTruth, SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { memoryAgainstLoadSection } from '../../src/report/view/sections/memory-against-load.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const { plan } = syntheticManifest(ladderSpec());
const loose = 512 * MiB;
/** 100 MiB and one more for each iteration a second: at 50/s it holds 150 MiB. */
const memory: MemoryTruth = { baseBytes: 100 * MiB, bytesPerRate: MiB, noiseBytes: 0.1 * MiB };
const three = (truth: MemoryTruth, about: Partial<SyntheticSpec> = {}) =>
  [1, 2, 3].map((index) => analysisOf(ladderSpec({ seed: index, index, memory: truth, ...about }), `0${index}-record`));

function loads(recordings: readonly RecordingAnalysis[], limitMiB: number | null = 200, of = plan) {
  const analysis = analyzeRun('run', 'scenario', of, recordings);
  return loadsOf(surveyOf(of, loose, recordings), analysis.loadCurve, limitMiB === null ? null : limitMiB * MiB, true);
}

describe('limit and load', () => {
  const table = loads(three(memory));
  const limitOf = (load: number) => table?.forLoad.find((row) => row.load === load)?.limitBytes;
  const loadOf = (limitMiB: number) => table?.atLimit.find((row) => row.limitBytes === limitMiB * MiB);

  it('moves the pair that was run along the slope, on the safe side', () => {
    expect(table?.anchor).toEqual({ load: 50, limitBytes: 200 * MiB, verified: true });
    expect(limitOf(50)).toBe(200 * MiB);
    expect(limitOf(30)).toBeGreaterThanOrEqual(180 * MiB);
    expect(limitOf(30)).toBeLessThanOrEqual(182 * MiB);
    expect(limitOf(65)).toBeGreaterThanOrEqual(215 * MiB);
    expect(limitOf(65)).toBeLessThanOrEqual(217 * MiB);
  });

  it('says nothing beyond 1.3 times what was driven', () => {
    expect(table?.furthestLoad).toBe(65);
    expect(limitOf(75)).toBeNull();
    expect(loadOf(300)).toMatchObject({ load: 65, why: expect.stringContaining('at least') });
  });

  it('is the inverse of itself', () => {
    for (const { limitBytes, load } of table?.atLimit ?? []) {
      if (load === null || load >= 65) continue;
      expect(Math.abs(200 + (load - 50) - limitBytes / MiB)).toBeLessThan(2);
    }
    expect(loadOf(150)).toMatchObject({ load: null, why: 'not even the lowest load that was driven' });
  });

  it('gives no load where the limit follows from starting', () => {
    const starting = loads(three({ ...memory, startupBytes: 120 * MiB }));
    expect(starting?.atLimit.find(({ what }) => what === '0.75 times that')).toMatchObject({ load: null, why: expect.stringContaining('starting') });
    expect(starting?.forLoad[0]).toMatchObject({ load: 10, limitBytes: 200 * MiB, why: 'starting needs it' });
  });

  it('promises no saving from less load where the slope may be zero', () => {
    const noisy = three({ ...memory, bytesPerRate: 0.01 * MiB, noiseBytes: 4 * MiB });
    expect(loads(noisy)?.atLimit.find(({ what }) => what === '0.75 times that')).toMatchObject({ load: null });
    expect(loads(noisy)?.forLoad[0]?.limitBytes).toBeGreaterThanOrEqual(199 * MiB);
  });

  it('names the limit in the manifest, and is absent without a limit or an interval', () => {
    const today = { ...plan, workload: { ...plan.workload, currentLimitBytes: 180 * MiB } };
    expect(loads(three(memory), 200, today)?.atLimit.find(({ what }) => what === 'in the manifest')).toMatchObject({ limitBytes: 180 * MiB });
    expect(loads(three(memory), null)).toBeNull();
    expect(loads(three(memory).slice(0, 2))).toBeNull();
  });

  it('stands in the report, with the knee and what is given back late', () => {
    const recordings = three({ ...memory, keepsHighest: true });
    const analysis = analyzeRun('run', 'scenario', plan, recordings);
    const recommendation = { loads: table };
    const section = memoryAgainstLoadSection({ analysis, recommendation, plan } as unknown as Parameters<typeof memoryAgainstLoadSection>[0]);
    expect(section.tables.map(({ caption }) => caption)).toEqual(['Limit, and the largest load that is safe under it', 'Load, and the limit that it needs']);
    expect(section.paragraphs.join(' ')).toContain('given back late');
  });
});
