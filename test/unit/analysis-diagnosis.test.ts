import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import { causes, type Diagnosis } from '../../src/analysis/diagnosis/document.ts';
import { tmpfs } from '../../src/analysis/diagnosis/hypotheses/tmpfs.ts';
import { pictureOf } from '../../src/analysis/diagnosis/picture.ts';
import { hypotheses } from '../../src/analysis/diagnosis/registry.ts';
import { analysisSchema, type RecordingAnalysis } from '../../src/analysis/document.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { causedRuns } from '../synthetic/causes.ts';
import { analysisOf } from '../synthetic/facts-of.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const { plan } = syntheticManifest(ladderSpec());
const seeds = [1, 2, 3, 4];

function diagnosesOf(recordings: readonly RecordingAnalysis[]): Diagnosis[] {
  return analyzeRun('run', 'scenario', plan, recordings).diagnoses ?? [];
}

describe('root causes', () => {
  it.each(Object.entries(causedRuns))('%s', (name, { truth, what, recordings }) => {
    const found = seeds.map((seed) => diagnosesOf(recordings(seed)).find((diagnosis) => diagnosis.what === what));
    expect(
      found.map((diagnosis) => diagnosis?.cause),
      `${name}: ${found[0]?.sentence} (${found[0]?.tellApart})`,
    ).toEqual(seeds.map(() => truth));
    for (const diagnosis of found) {
      expect(diagnosis?.lookFirst).not.toBe('');
      expect(diagnosis?.actions.length).toBeGreaterThan(0);
      expect(diagnosis?.rejected.map(({ cause }) => cause)).not.toContain(truth);
    }
  });

  it('are each shown by a run that has them, but for what nothing explains', () => {
    expect(new Set([...Object.values(causedRuns).map(({ truth }) => truth), 'unknown'])).toEqual(new Set(causes));
  });

  it('have a hypothesis each, in a file of their name', () => {
    const files = readdirSync(new URL('../../src/analysis/diagnosis/hypotheses/', import.meta.url)).map((name) => name.replace('.ts', ''));
    expect(hypotheses.map(({ cause }) => cause).sort()).toEqual(files.sort());
    expect([...files, 'unknown'].sort()).toEqual([...causes].sort());
  });
});

describe('a diagnosis', () => {
  const run = (name: string) => diagnosesOf(causedRuns[name]?.recordings(1) ?? []);

  it('says why each other cause was rejected', () => {
    const [kill] = run('killed at the peak load');
    expect(kill?.rejected.map(({ cause }) => cause)).toEqual(expect.arrayContaining(['startup-peak', 'child-outgrew', 'leak', 'page-cache', 'payload-size']));
    for (const { why } of kill?.rejected ?? []) expect(why.length).toBeGreaterThan(10);
  });

  it('counts what ran beside the container that was killed, not an init container that had ended', () => {
    const of = (name: string, role: 'init' | 'sidecar' | 'app', MiBs: number) => ({
      ...{ name, role, limitBytes: null, peakBytes: { watermark: MiBs * MiB, sampled: null, hardPart: null } },
    });
    const containers = [of('migrate', 'init', 900), of('proxy', 'sidecar', 30), of(plan.workload.container, 'app', 128)];
    const recordings = (causedRuns['killed at the peak load']?.recordings(1) ?? []).map((recording) => ({ ...recording, containers }));
    expect(diagnosesOf(recordings)[0]?.rejected).toContainEqual({ cause: 'sidecar', why: 'its own limit was hit; the largest other container held 30Mi' });
  });

  it('of growth goes as far as a shape does: a steady one is no cache, and one that levels off is not certain', () => {
    const growth = (name: string) => run(name).find(({ what }) => what === 'growth');
    expect(growth('leaks')).toMatchObject({ cause: 'leak', confidence: 'probable', tellApart: '' });
    expect(growth('leaks')?.rejected.map(({ cause }) => cause)).toContain('filling');
    expect(growth('a cache that fills')).toMatchObject({ cause: 'filling', confidence: 'probable' });
  });

  it('never says that more of a rise is tmpfs than rose: what setup() wrote is no part of the rise', () => {
    const shmemMiB = { startup: 0, idle: 1, level: 59, drain: 59, cooldown: 59 } as const;
    const written = analysisOf(ladderSpec());
    const phases = written.phases.map((phase) => ({ ...phase, medianShmemBytes: (shmemMiB[phase.phaseKind as 'level'] ?? 0) * MiB }));
    const peak = Math.max(...phases.filter(({ phaseKind }) => phaseKind === 'level').map(({ peakBytes }) => peakBytes.hardPart ?? 0));
    const picture = pictureOf([{ ...written, phases, idleBytes: peak - 35 * MiB }], null);
    const background = { plan, all: [], loadCurve: null, leak: analyzeRun('run', 'scenario', plan, [written]).leak, picture };
    const stand = tmpfs.judge({ what: 'peak', subject: '', recordings: [], limitBytes: null, deaths: [] }, background);
    expect(stand).toEqual({ is: 'fits', why: '58Mi of tmpfs or shared memory came with setup() and the load, which adds 35Mi by itself' });
  });

  it('orders its actions by urgency and gives commands for the object of the plan', () => {
    const order = ['now', 'today', 'for good'];
    for (const name of Object.keys(causedRuns)) {
      for (const { actions } of run(name)) {
        const ranks = actions.map(({ urgency }) => order.indexOf(urgency));
        expect(ranks).toEqual([...ranks].sort());
      }
    }
    const named = { ...plan, workload: { ...plan.workload, ref: 'Deployment/checkout' } };
    const analysis = analyzeRun('run', 'scenario', named, causedRuns['killed at the peak load']?.recordings(1) ?? []);
    expect(analysis.diagnoses?.[0]?.actions[0]?.command).toMatch(/^kubectl set resources deployment\/checkout -c app --limits=memory=\d+Mi$/);
  });

  it('of a kill stands before that of the peak, and kills under the manifest limit stand alone', () => {
    const kills = [{ atMs: 30_000, what: 'main' as const }];
    const at = (purpose: 'current' | 'search', limitMiB: number, index: number) =>
      analysisOf(ladderSpec({ seed: index, index, purpose, limitBytes: limitMiB * MiB, kills }), `0${index}-${purpose}`);
    const rows = diagnosesOf([analysisOf(ladderSpec({ seed: 1 })), at('current', 128, 2), at('search', 120, 3), at('search', 100, 4)]);
    expect(rows.map(({ what }) => what)).toEqual(['kill', 'kill', 'peak']);
    expect(rows[0]?.subject).toContain('128Mi in 02-current');
    expect(rows[1]?.subject).toContain('100Mi to 120Mi in 2 recordings');
  });

  it('of a kill beyond the peak stands alone and says so', () => {
    const kills = [{ atMs: 30_000, what: 'main' as const }];
    const at = (purpose: 'overload' | 'search', index: number) =>
      analysisOf(ladderSpec({ seed: index, index, purpose, limitBytes: 120 * MiB, kills }), `0${index}-${purpose}`);
    const rows = diagnosesOf([analysisOf(ladderSpec({ seed: 1 })), at('search', 2), at('overload', 3)]);
    expect(rows.map(({ what, subject }) => `${what}: ${subject.replace(/^.* in /, '')}`).slice(0, 2)).toEqual([
      'kill: 02-search',
      'kill: 03-overload, at more than the peak',
    ]);
  });

  it('of a limit that starved leaves out the run beyond the peak', () => {
    const starved = causedRuns['waits for its own program']?.recordings(1) ?? [];
    const beyond = starved.map((one) => (one.purpose === 'record' ? one : { ...one, purpose: 'overload' as const }));
    expect(diagnosesOf(starved).map(({ what }) => what)).toContain('starved');
    expect(diagnosesOf(beyond).map(({ what }) => what)).not.toContain('starved');
  });

  it('of a peak that no limit cut asks for nothing at once; of a kill by the same cause it does', () => {
    const rows = run('killed at the peak load');
    const urgencies = (what: Diagnosis['what']) => rows.find((row) => row.what === what)?.actions.map(({ urgency }) => urgency);
    expect(urgencies('kill')).toContain('now');
    expect(urgencies('peak')).not.toContain('now');
  });

  it('does not pretend: without a loose-limit recording a plain kill is not explained', () => {
    const alone = diagnosesOf([analysisOf(ladderSpec({ purpose: 'search', kills: [{ atMs: 30_000, what: 'main' }] }))]);
    expect(alone).toMatchObject([{ what: 'kill', cause: 'leak', confidence: 'possible' }]);
    expect(diagnosesOf([])).toEqual([]);
  });

  it('of a quiet workload says that its peak is hardly above idle', () => {
    const quiet = [1, 2, 3].map((seed) => analysisOf(ladderSpec({ seed, memory: { baseBytes: 100 * MiB, bytesPerRate: 0.01 * MiB, noiseBytes: 0.1 * MiB } })));
    expect(diagnosesOf(quiet).map(({ cause }) => cause)).toEqual(['held-when-idle']);
  });

  it('holds its schema', () => {
    for (const { recordings } of Object.values(causedRuns)) {
      expect(analysisSchema.safeParse(analyzeRun('run', 'scenario', plan, recordings(1))).error).toBeUndefined();
    }
  });
});
