import { describe, expect, it } from 'vitest';
import type { Analysis, RecordingAnalysis } from '../../src/analysis/document.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { RuntimeSettings } from '../../src/plan/runtime/runtime-settings.ts';
import { recommendationSchema } from '../../src/recommend/document.ts';
import { recommend } from '../../src/recommend/recommend.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { withSettings } from '../../src/targets/local/workload-env.ts';
import { extraVariant } from '../../src/verify/extra.ts';
import { harmed, noLeak, planWith, rigidWorld, runToEnd, type World } from './simulated-world.ts';

const loose = 512 * MiB;
const noWishes = { others: false, settings: false };

function planFor(runtime: RuntimeSettings): Plan {
  const plan = planWith({}, 128 * MiB);
  return { ...plan, workload: { ...plan.workload, runtime } };
}

function recommended(plan: Plan, history: readonly RecordingAnalysis[], why = 'done') {
  const quality = (history[0] as RecordingAnalysis).quality;
  const analysis: Analysis = {
    ...{ kind: 'Analysis', schemaVersion: 1, runId: 'r', scenario: 's', quality, phases: [], loadCurve: null },
    ...{ kills: [], leak: noLeak, findings: [], recordings: [...history] },
  };
  return recommendationSchema.parse(recommend({ plan, runId: 'r', looseLimitBytes: loose, analysis, stopped: why }));
}

const node: RuntimeSettings = { name: 'node', from: 'the command node', flags: [] };
const at = (peakMebibytes: number): World => rigidWorld(peakMebibytes * MiB);
const verifiedRuns = (plan: Plan, world: World) => runToEnd({ plan, world, looseLimitBytes: loose }).history;

function adviceFor(runtime: RuntimeSettings, peakMebibytes: number, change: (run: RecordingAnalysis) => RecordingAnalysis = (run) => run) {
  const plan = planFor(runtime);
  const world = at(peakMebibytes);
  return recommended(
    plan,
    verifiedRuns(plan, (variant, of) => change(world(variant, of))),
  ).containers[0]?.runtime;
}

describe('runtime advice', () => {
  it('sets the old space of Node.js where its default does not fit, and says that it was not verified', () => {
    const advice = adviceFor(node, 200);
    expect(advice?.mismatches).toHaveLength(1);
    expect(advice?.set).toMatchObject([{ variable: 'NODE_OPTIONS', value: expect.stringMatching(/^--max-old-space-size=\d+$/) }]);
    expect(advice).toMatchObject({ verifiedTogether: false, why: expect.stringContaining('had other settings') });
  });

  it('sets nothing where the default fits: that is what the runs had', () => {
    expect(adviceFor(node, 400)).toMatchObject({ mismatches: [], set: [], verifiedTogether: true });
  });

  it('sets nothing where there is no room for a heap limit', () => {
    expect(adviceFor(node, 60)).toMatchObject({ mismatches: [expect.any(String)], set: [] });
  });

  it('sets a memory limit for Go, and half of a small container for a JVM whose -Xmx is above it', () => {
    expect(adviceFor({ ...node, name: 'go' }, 200)?.set).toMatchObject([{ variable: 'GOMEMLIMIT' }]);
    const xmx = { flag: 'Xmx', value: 512 * MiB, from: 'JAVA_TOOL_OPTIONS' } as const;
    expect(adviceFor({ ...node, name: 'java', flags: [xmx] }, 200)?.set).toMatchObject([
      { variable: 'JAVA_TOOL_OPTIONS', value: expect.stringContaining('MaxRAMPercentage=50') },
    ]);
  });

  it('says to change the command where the setting stands there', () => {
    const size = { flag: 'max-old-space-size', value: 400 * MiB, from: 'command' } as const;
    expect(adviceFor({ ...node, flags: [size] }, 200)?.set[0]?.variable).toBe('the command');
  });

  it('bounds the arenas of glibc for many threads only', () => {
    const threads = (count: number) => (run: RecordingAnalysis) => ({
      ...run,
      holders: [{ tMs: 1, comm: 'python3', pid: 1, rssBytes: 1, pssBytes: null, threads: count }],
    });
    expect(adviceFor({ ...node, name: 'python' }, 200, threads(40))?.set).toMatchObject([{ variable: 'MALLOC_ARENA_MAX', value: '2' }]);
    expect(adviceFor({ ...node, name: 'python' }, 200, threads(8))?.set).toEqual([]);
  });

  it('is left out where the runtime is not known', () => {
    const plan = planWith({}, 128 * MiB);
    expect(recommended(plan, verifiedRuns(plan, at(100))).containers[0]?.runtime).toBeUndefined();
  });
});

describe('replays beyond the verdict', () => {
  const plan = planFor(node);
  const history = verifiedRuns(plan, at(200));
  const next = (runs: readonly RecordingAnalysis[], wishes = { others: false, settings: true }) =>
    extraVariant({ plan, looseLimitBytes: loose, history: runs, recommendation: recommended(plan, runs), wishes });
  const made = (world: World, runs = history) => {
    const extra = next(runs);
    if (extra === undefined) throw new Error('nothing to replay');
    return [...runs, { ...world(extra.variant, plan), env: extra.variant.env }];
  };

  it('are none without being wished for', () => {
    expect(next(history, noWishes)).toBeUndefined();
  });

  it('make one run of the whole profile at the limit with the settings, and then no more', () => {
    const extra = next(history);
    const before = recommended(plan, history);
    expect(extra?.variant).toMatchObject({ purpose: 'settings', load: 'ladder', limitBytes: before.containers[0]?.memory.limitBytes, stopAtFirstKill: true });
    expect(Object.keys(extra?.variant.env ?? {})).toEqual(['NODE_OPTIONS']);
    const after = made(at(200));
    expect(next(after)).toBeUndefined();
    expect(recommended(plan, after).containers[0]?.runtime).toMatchObject({ verifiedTogether: true });
  });

  it('take the advice back where it did harm twice, and leave the verdict as it is', () => {
    const harm: World = (variant, of) => harmed(at(200)(variant, of));
    const once = made(harm);
    expect(recommended(plan, once).containers[0]?.runtime?.why).toContain('had other settings');
    const after = made(harm, once);
    const [before, then] = [recommended(plan, history), recommended(plan, after)];
    expect(then.containers[0]?.runtime?.why).toContain('do not set this');
    expect({ ...then.containers[0]?.memory }).toEqual({ ...before.containers[0]?.memory });
    expect(then.status).toBe(before.status);
    expect(then.verification).toEqual(before.verification);
  });

  it('are made again where they say nothing, a few times', () => {
    let runs: RecordingAnalysis[] = [...history];
    for (let attempt = 0; attempt < 3; attempt += 1) runs = made((variant, of) => ({ ...at(200)(variant, of), outcome: 'error' }), runs);
    expect(next(runs)).toBeUndefined();
  });

  it('replay the peak at each number of the other rules once, below the loose limit only', () => {
    const workingSet = { firstMs: 0, periodMs: 1000, kibibytes: Array.from({ length: 60 }, () => 150 * 1024) };
    const seen = verifiedRuns(plan, (variant, of) => ({ ...at(200)(variant, of), workingSet: variant.purpose === 'record' ? workingSet : null }));
    const runs: RecordingAnalysis[] = [...seen];
    const limits: number[] = [];
    for (
      let extra = next(runs, { others: true, settings: false });
      extra !== undefined && limits.length < 40;
      extra = next(runs, { others: true, settings: false })
    ) {
      expect(extra.variant).toMatchObject({ purpose: 'other', load: 'peak' });
      limits.push(extra.variant.limitBytes);
      runs.push(at(200)(extra.variant, plan));
    }
    expect(limits.length).toBeGreaterThan(3);
    expect(new Set(limits).size).toBe(limits.length);
    expect(limits.every((limit) => limit <= loose)).toBe(true);
    const others = recommended(plan, runs).others ?? [];
    const low = others.find(({ valueBytes, replayed }) => valueBytes !== null && valueBytes < 190 * MiB && replayed.why.startsWith('replayed at'));
    const high = others.find(({ valueBytes, replayed }) => valueBytes !== null && valueBytes > 210 * MiB && replayed.why.startsWith('replayed at'));
    expect([low?.replayed.outcome, high?.replayed.outcome]).toEqual(['would fail', 'would pass']);
    expect(recommended(plan, runs).verification).toEqual(recommended(plan, seen).verification);
  });

  it('at another number that decide nothing are told beside what decides it', () => {
    const workingSet = { firstMs: 0, periodMs: 1000, kibibytes: Array.from({ length: 60 }, () => 150 * 1024) };
    const seen = verifiedRuns(plan, (variant, of) => ({ ...at(200)(variant, of), workingSet: variant.purpose === 'record' ? workingSet : null }));
    const wishes = { others: true, settings: false };
    const variant = next(seen, wishes)?.variant;
    const lost = variant && { ...at(200)(variant, plan), outcome: 'error' as const };
    const { replayed } = recommended(plan, lost ? [...seen, lost] : seen).others?.find(({ valueBytes }) => valueBytes === variant?.limitBytes) ?? {};
    expect(replayed?.why).toMatch(/; one replay at \d+Mi decides nothing/);
  });
});

describe('settings of a replay', () => {
  it('go behind options that are there, and in place of other values', () => {
    expect(withSettings({ NODE_OPTIONS: '--title=a', GOMEMLIMIT: '1GiB', PORT: '1' }, { NODE_OPTIONS: '--max-old-space-size=9', GOMEMLIMIT: '90MiB' })).toEqual(
      {
        NODE_OPTIONS: '--title=a --max-old-space-size=9',
        GOMEMLIMIT: '90MiB',
        PORT: '1',
      },
    );
    expect(withSettings({}, { NODE_OPTIONS: '--max-old-space-size=9' })).toEqual({ NODE_OPTIONS: '--max-old-space-size=9' });
  });
});
