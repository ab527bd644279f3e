import { describe, expect, it } from 'vitest';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { analysisSchema } from '../../src/analysis/document.ts';
import type { HeapGrowth } from '../../src/analysis/heap/document.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf } from '../synthetic/facts-of.ts';
import { heapGrowth, heapRecording } from '../synthetic/heap.ts';
import { leakSpec } from '../synthetic/leak-kinds.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const { plan } = syntheticManifest(ladderSpec());
const leaking = [1, 2, 3].map((seed) => analysisOf(leakSpec('leak 20 %', seed)));
const run = (recordings: readonly RecordingAnalysis[], notTaken?: string) => analyzeRun('run', 'scenario', plan, recordings, notTaken);
const judged = (growth: HeapGrowth, recordings = leaking) => run([...recordings, heapRecording(growth)]);

describe('a recording of the heap', () => {
  it('changes nothing but what is said about the heap, however high it went and whatever was killed in it', () => {
    const [kill] = analysisOf(ladderSpec({ kills: [{ atMs: 9000, what: 'main' }] })).kills;
    if (kill === undefined) throw new Error('the synthetic recording has a kill');
    const huge = {
      ...heapRecording(heapGrowth({})),
      peakBytes: { watermark: 9000 * MiB, hardPart: 9000 * MiB, sampled: 9000 * MiB },
      kills: [kill],
      deaths: [kill],
    };
    const { heap, diagnoses, findings, ...rest } = run([...leaking, huge]);
    const { diagnoses: _, findings: __, ...without } = run(leaking);
    expect(rest).toEqual(without);
    expect(diagnoses?.map(({ what }) => what)).toEqual(run(leaking).diagnoses?.map(({ what }) => what));
    expect(findings.filter(({ outcome }) => outcome === 'finding').map(({ rule }) => rule)).not.toContain('leak-outside-heap');
    expect(heap?.recording).toBe(huge.recording);
  });

  it('is absent where nobody asked, and says why there is none where somebody did', () => {
    expect(run(leaking)).not.toHaveProperty('heap');
    expect(run(leaking, 'no room').heap).toEqual({ recording: null, growth: null, where: null, share: null, why: 'not taken: no room' });
    const killed = { ...heapRecording(undefined), outcome: 'stopped-at-kill' as const };
    expect(run([...leaking, killed]).heap?.why).toContain('ended as stopped-at-kill');
  });

  it('leads from a leak to the constructor that grew with every iteration', () => {
    const analysis = judged(heapGrowth({ heapMiB: [20, 40], anonMiB: [80, 102] }));
    expect(analysis.heap).toMatchObject({ where: 'in-heap' });
    expect(analysis.heap?.why).toContain('Session +300 (1 per iteration');
    const diagnosis = analysis.diagnoses?.find(({ cause }) => cause === 'leak');
    expect(diagnosis?.sentence).toContain('Session');
    expect(diagnosis?.actions.map(({ text }) => text).join()).toContain('what holds on to what grew');
    expect(() => analysisSchema.parse(analysis)).not.toThrow();
  });

  it.each([
    ['a leak that the heap explains', [20, 40], [80, 102], 'in-heap'],
    ['a leak beside the heap', [20, 21], [80, 150], 'outside'],
    ['growth beside the heap that may be room for young objects', [20, 21], [80, 102], 'undecided'],
    ['a heap that grew into what the process held', [20, 25], [80, 80.5], 'reused'],
    ['nothing', [20, 20.1], [80, 80.5], 'none'],
  ] as const)('places %s', (_, heapMiB, anonMiB, where) => {
    expect(judged(heapGrowth({ heapMiB, anonMiB })).heap?.where).toBe(where);
  });

  it('tells growth beside the heap only from what is more than a snapshot leaves behind', () => {
    const sizes = { heapMiB: [20, 21], anonMiB: [880, 980] } as const;
    expect(judged(heapGrowth({ ...sizes, keptMiB: 90 })).heap?.where).toBe('outside');
    const { heap } = judged(heapGrowth({ ...sizes, keptMiB: 800 }));
    expect(heap).toMatchObject({ where: 'undecided', why: expect.stringContaining('no more than a snapshot leaves behind (800Mi)') });
  });

  it('never calls growth a leak: a cache that fills is what the other recordings say', () => {
    const cache = [1, 2, 3].map((seed) => analysisOf(leakSpec('saturating cache 8 s', seed)));
    const analysis = judged(heapGrowth({ heapMiB: [20, 40], anonMiB: [80, 102] }), cache);
    expect(analysis.heap?.where).toBe('in-heap');
    expect(analysis.leak.verdict).not.toBe('leak');
    expect(analysis.diagnoses?.map(({ cause }) => cause)).not.toContain('leak');
  });
});
