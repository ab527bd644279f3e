import { describe, expect, it } from 'vitest';
import type { Quality, RecordingAnalysis, WorkingSetSeries } from '../../../src/analysis/document.ts';
import { recommendationSchema } from '../../../src/recommend/document.ts';
import { recommend } from '../../../src/recommend/recommend.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { killOf, noLeak, planWith, rigidWorld, runToEnd, type World } from '../simulated-world.ts';

const loose = 512 * MiB;
const steady: WorkingSetSeries = { firstMs: 0, periodMs: 1000, kibibytes: Array<number>(79).fill(90 * 1024) };

/** Needs 100 MiB and shows a working set of 90, in the purposes in which the analysis keeps it. */
const seen =
  (changes: Partial<RecordingAnalysis> = {}): World =>
  (variant, plan) => {
    const run = rigidWorld(100 * MiB)(variant, plan);
    return variant.purpose === 'record' || variant.purpose === 'current' ? { ...run, workingSet: steady, ...changes } : run;
  };

function othersIn(world: World, currentLimitBytes?: number) {
  const plan = planWith({}, currentLimitBytes);
  const { history } = runToEnd({ plan, world, looseLimitBytes: loose });
  const quality = history[0]?.quality as Quality;
  const judged = { runId: 'r', scenario: 's', quality, phases: [], loadCurve: null, kills: [], leak: noLeak, findings: [], recordings: history };
  return recommendationSchema.parse(recommend({ plan, runId: 'r', looseLimitBytes: loose, analysis: { kind: 'Analysis', schemaVersion: 1, ...judged } }));
}

const valueOfRule = (document: ReturnType<typeof othersIn>, rule: string, history = 'repeated', field = 'limit') =>
  document.others?.find((other) => other.rule === rule && other.history === history && other.field === field);

describe('others[] of a recommendation', () => {
  const document = othersIn(seen());

  it('holds what each would set, why, and what the replays say', () => {
    expect(valueOfRule(document, 'KRR')).toMatchObject({ valueBytes: 104 * MiB, sampledEveryMs: 75_000, refused: null, replayed: { outcome: 'would pass' } });
    expect(valueOfRule(document, 'KRR')?.why).toMatch(
      /^the highest instant that it saw, 90Mi, and 15 % on top: (the same as|\d+Mi (above|below)) highwater's \d+Mi$/,
    );
    expect(valueOfRule(document, 'Kruize')).toMatchObject({ valueBytes: 90 * MiB, replayed: { outcome: 'would fail' } });
  });

  it('says why a rule refuses', () => {
    expect(valueOfRule(document, 'KRR', 'test')).toMatchObject({
      valueBytes: null,
      refused: expect.stringContaining('not enough data'),
      replayed: { outcome: 'not replayed' },
    });
  });

  it('has a row for the request and one for the limit', () => {
    const burstable = document.others?.filter(({ rule, history }) => rule === 'Goldilocks, Burstable' && history === 'test');
    expect(burstable?.map(({ field }) => field)).toEqual(['request', 'limit']);
    expect(burstable?.[1]?.why).toMatch(/\d+ times highwater's/);
  });

  it('is the same each time', () => {
    expect(JSON.stringify(othersIn(seen()).others)).toBe(JSON.stringify(document.others));
  });

  it('is empty where no working set was measured', () => {
    expect(othersIn(rigidWorld(100 * MiB)).others).toEqual([]);
    expect(othersIn(seen({ workingSet: null })).others).toEqual([]);
  });

  it('shares the floor of a pod among its containers', () => {
    const container = { name: 'app', limitBytes: null, peakBytes: { watermark: null, sampled: null, hardPart: null } };
    const vpa = (world: World) => valueOfRule(othersIn(world), 'VPA', 'repeated', 'request')?.valueBytes;
    expect(vpa(seen())).toBe(250 * MiB);
    expect(vpa(seen({ containers: [container, { ...container, name: 'proxy' }] }))).toBe(125 * MiB);
  });
});

describe('rules that wait for an OOM kill', () => {
  const rules = (world: World, limitBytes: number) => (othersIn(world, limitBytes).others ?? []).map(({ rule }) => rule);
  /** Killed at the manifest's limit, by a death of this kind. */
  const killedThere =
    (changes: Parameters<typeof killOf>[0]): World =>
    (variant, plan) => {
      const run = seen()(variant, plan);
      return variant.purpose === 'current' ? { ...run, outcome: 'stopped-at-kill', deaths: [killOf(changes)], kills: [killOf(changes)] } : run;
    };

  it('hear of a main process that was killed at the limit of the manifest', () => {
    const document = othersIn(killedThere({}), 64 * MiB);
    expect(valueOfRule(document, '+50 % after an OOM kill', 'test')).toMatchObject({ valueBytes: 96 * MiB, replayed: { outcome: 'would fail' } });
    // The request that is not written is the limit: 64 MiB and 100 MiB on top.
    expect(valueOfRule(document, 'crane after the OOM kill', 'test', 'request')?.valueBytes).toBe(164 * MiB);
  });

  it('do not hear of a child, of a suspicion, or of a limit that held', () => {
    const waiting = (names: string[]) => names.filter((name) => name.includes('kill'));
    expect(waiting(rules(killedThere({ mainProcess: false, class: 'child-process' }), 64 * MiB))).toEqual([]);
    expect(waiting(rules(killedThere({ class: 'suspected' }), 64 * MiB))).toEqual([]);
    expect(waiting(rules(seen(), 256 * MiB))).toEqual([]);
  });
});
