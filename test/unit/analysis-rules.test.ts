import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import type { Finding, RecordingAnalysis } from '../../src/analysis/document.ts';
import { analysisSchema } from '../../src/analysis/document.ts';
import { evaluateRules } from '../../src/analysis/rules/evaluate.ts';
import { rules } from '../../src/analysis/rules/registry.ts';
import type { Rule, RuleInput } from '../../src/analysis/rules/rule.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import type { SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf } from '../synthetic/facts-of.ts';
import { heapGrowth, heapRecording } from '../synthetic/heap.ts';
import { leakSpec } from '../synthetic/leak-kinds.ts';
import { podCases } from '../synthetic/pod-cases.ts';
import { qualityCases } from '../synthetic/quality-cases.ts';
import { ladderSpec } from '../synthetic/specs.ts';

const { plan } = syntheticManifest(ladderSpec());
const run = (recordings: readonly RecordingAnalysis[]) => analyzeRun('run', 'scenario', plan, recordings);

function outcome(rule: string, recordings: readonly RecordingAnalysis[]): Finding | undefined {
  return run(recordings).findings.find((finding) => finding.rule === rule);
}

function threeOf(overrides: Partial<SyntheticSpec>): RecordingAnalysis[] {
  return [1, 2, 3].map((index) => analysisOf(ladderSpec({ ...overrides, seed: index, index })));
}

/** Replays of a Node.js workload at the manifest's limit. */
function nodeAt(mebibytes: number): RecordingAnalysis[] {
  const holders = [{ tMs: 1, comm: 'MainThread', pid: 1, rssBytes: 90 * MiB, pssBytes: null, threads: 11, main: true }];
  return threeOf({ purpose: 'current' }).map((recording) => ({ ...recording, limitBytes: mebibytes * MiB, holders }));
}

const leaking = (): RecordingAnalysis[] => [1, 2, 3].map((seed) => analysisOf(leakSpec('leak 20 %', seed)));

const memory = { baseBytes: 100 * MiB, bytesPerRate: MiB, noiseBytes: 0.1 * MiB };

/** What makes each rule speak, and what comes close and must not. */
const cases: Readonly<Record<string, { readonly fires: () => RecordingAnalysis[]; readonly nearMiss: () => RecordingAnalysis[] }>> = {
  ...qualityCases,
  ...podCases,
  'child-kill': {
    fires: () => threeOf({ kills: [{ atMs: 9000, what: 'child' }] }),
    nearMiss: () => threeOf({ kills: [{ atMs: 9000, what: 'main' }] }),
  },
  'dropped-iterations': { fires: () => threeOf({ droppedPerSecond: 2 }), nearMiss: () => threeOf({}) },
  'forgotten-helper': { fires: () => threeOf({ helperBytes: 30 * MiB }), nearMiss: () => threeOf({ helperBytes: 5 * MiB }) },
  leak: {
    fires: () => leaking(),
    nearMiss: () => [1, 2, 3].map((seed) => analysisOf(leakSpec('saturating cache 8 s', seed))),
  },
  'leak-outside-heap': {
    fires: () => [...leaking(), heapRecording(heapGrowth({ heapMiB: [20, 21], anonMiB: [80, 150] }))],
    nearMiss: () => [...leaking(), heapRecording(heapGrowth({ heapMiB: [20, 56], anonMiB: [80, 150] }))],
  },
  'runtime-mismatch': {
    // V8's heap may grow to 256 MiB in any container of up to 512Mi.
    fires: () => nodeAt(256),
    nearMiss: () => nodeAt(320),
  },
  'sampling-missed-spike': {
    fires: () => threeOf({ memory: { ...memory, spikes: { bytes: 60 * MiB, everyMs: 3000 } } }),
    nearMiss: () => threeOf({ memory: { ...memory, spikes: { bytes: 6 * MiB, everyMs: 3000 } } }),
  },
  starvation: {
    fires: () => threeOf({ purpose: 'search', limitHits: 9, stallShare: 0.4, majorFaultsPerSecond: 500 }),
    // The same waiting, but at no limit; and a limit that was hit without anything waiting.
    nearMiss: () => [...threeOf({ stallShare: 0.4, majorFaultsPerSecond: 500 }), ...threeOf({ purpose: 'search', limitHits: 9, majorFaultsPerSecond: 5 })],
  },
  'startup-peak-dominates': {
    fires: () => threeOf({ memory: { ...memory, startupBytes: 120 * MiB } }),
    nearMiss: () => threeOf({ memory: { ...memory, startupBytes: 55 * MiB } }),
  },
  'throttled-cpu': { fires: () => threeOf({ throttledShare: 0.5 }), nearMiss: () => threeOf({ throttledShare: 0.1 }) },
  'unexplained-exit': {
    fires: () => threeOf({ kills: [{ atMs: 9000, what: 'exit-137' }] }),
    nearMiss: () => threeOf({ kills: [{ atMs: 9000, what: 'main' }] }),
  },
};

describe('rules', () => {
  it('are all in the registry, under the name of their file, in order', () => {
    const helpers = ['evaluate', 'needs', 'registry', 'rule'];
    const files = readdirSync(new URL('../../src/analysis/rules/', import.meta.url)).map((name) => name.replace('.ts', ''));
    expect(rules.map(({ id }) => id)).toEqual(files.filter((name) => !helpers.includes(name)).sort());
  });

  it('all have a case that fires and one that does not', () => {
    expect(Object.keys(cases).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  it.each(Object.keys(cases))('%s fires where it should, with evidence', (rule) => {
    const found = outcome(rule, cases[rule]?.fires() ?? []);
    expect(found, found?.why).toMatchObject({ outcome: 'finding' });
    expect(found?.evidence.length).toBeGreaterThan(0);
  });

  it.each(Object.keys(cases))('%s stays silent at a near miss', (rule) => {
    const found = outcome(rule, cases[rule]?.nearMiss() ?? []);
    expect(found, found?.why).toMatchObject({ outcome: 'clear', evidence: [] });
  });

  it('are not applicable without what they need', () => {
    expect(run([]).findings.map(({ outcome }) => outcome)).toEqual(rules.map(() => 'not-applicable'));
    expect(
      outcome(
        'starvation',
        threeOf({}).map((recording) => ({ ...recording, phases: [] })),
      )?.why,
    ).toBe('needs page fault counters');
  });
});

describe('forgotten-helper', () => {
  const holder = (comm: string, mebibytes: number, main = false) => ({
    tMs: 1,
    comm,
    pid: mebibytes,
    rssBytes: mebibytes * MiB,
    pssBytes: null,
    threads: 1,
    main,
  });
  const withHolders = (holders: RecordingAnalysis['holders']) =>
    outcome(
      'forgotten-helper',
      threeOf({}).map((recording) => ({ ...recording, holders })),
    )?.outcome;

  it('takes workers of a prefork server and the server behind a wrapper for what they are', () => {
    expect(withHolders([holder('gunicorn', 40, true), holder('gunicorn', 60), holder('gunicorn', 61)])).toBe('clear');
    expect(withHolders([holder('sh', 1, true), holder('java', 600)])).toBe('clear');
  });

  it('finds a helper behind a wrapper, and one that is larger than the server', () => {
    expect(withHolders([holder('sh', 1, true), holder('java', 600), holder('cron-job', 90)])).toBe('finding');
    expect(withHolders([holder('node', 100, true), holder('chrome', 300)])).toBe('finding');
  });
});

describe('evaluateRules', () => {
  it('makes one errored row of a rule that throws and goes on', () => {
    const broken: Rule = {
      id: 'broken',
      title: 'Broken',
      remedy: '',
      needs: [],
      evaluate: () => {
        throw new Error('no such figure');
      },
    };
    const input: RuleInput = { plan, loose: [], all: [], loadCurve: null, leak: run([]).leak };
    const rows = evaluateRules([broken, ...rules], input);
    expect(rows[0]).toMatchObject({ rule: 'broken', outcome: 'errored', why: 'no such figure' });
    expect(rows.length).toBe(rules.length + 1);
  });
});

describe('analyzeRun', () => {
  it('does not judge growth from recordings with too many holes', () => {
    const leaking = [1, 2, 3].map((seed) => analysisOf(leakSpec('leak 20 %', seed)));
    const missing = (ticksMissed: number) => leaking.map((recording) => ({ ...recording, quality: { ...recording.quality, ticksDue: 1000, ticksMissed } }));
    expect(run(missing(90)).leak.verdict).toBe('leak');
    expect(run(missing(110)).leak.verdict).toBe('inconclusive');
  });

  it('takes curve and leak from loose-limit recordings, kills from all, and holds its schema', () => {
    const records = threeOf({});
    const search = threeOf({ purpose: 'search', kills: [{ atMs: 9000, what: 'main' }], memory: { ...memory, baseBytes: 900 * MiB } });
    const overload = { ...(records[0] as RecordingAnalysis), purpose: 'overload' as const, loadFactor: 1.2 };
    const analysis = run([...records, ...search, overload]);
    expect(analysisSchema.safeParse(analysis).error).toBeUndefined();
    expect(analysis.loadCurve).toEqual(run(records).loadCurve);
    expect(analysis.leak).toEqual(run(records).leak);
    expect(analysis.kills.length).toBe(3);
    expect(analysis.recordings.length).toBe(7);
    expect(analysis.quality.ticksDue).toBe(records.reduce((sum, { quality }) => sum + quality.ticksDue, 0) * 2 + (records[0]?.quality.ticksDue ?? 0));
  });

  it('shows the worst of what it merges', () => {
    const [first, second] = threeOf({}) as [RecordingAnalysis, RecordingAnalysis];
    const worse = {
      ...second,
      quality: { ...second.quality, kernelLog: 'denied' as const, coldCache: 'unavailable' as const, interrupted: true, hostBusyShare: 0.9 },
    };
    expect(run([first, worse]).quality).toMatchObject({ kernelLog: 'denied', coldCache: 'unavailable', interrupted: true, hostBusyShare: 0.9 });
  });
});
