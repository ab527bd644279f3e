import { describe, expect, test } from 'vitest';
import type { Hpa } from '../../src/recommend/hpa/document.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { terminalSummary } from '../../src/report/terminal.ts';
import { hpaSection } from '../../src/report/view/sections/hpa.ts';
import { runtimeSection } from '../../src/report/view/sections/runtime.ts';
import { buildReportView } from '../../src/report/view-model.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysis, recommendation } from './report-documents/judged.ts';
import { plan } from './report-documents/run-directory.ts';

const hpa = (over: Partial<Hpa> = {}): Hpa => ({
  metrics: [{ type: 'Resource', resource: 'cpu', averageUtilization: 61, requestPerPod: 160, why: '60 % of the 160m' }],
  why: 'no pod is asked for more than it carries',
  refused: [{ resource: 'memory', why: 'only 10 % of its memory follows the load' }],
  capacity: { perPod: 50, lowerBound: true, brokeAt: null, why: '50/s kept the objectives' },
  threshold: {
    ...{ fraction: 0.6, growthPerSecond: 0.005, growthSource: 'plan', steepestGrowthPerSecond: 0.005, lagSeconds: 105 },
    ...{ podReadySeconds: 60, podReadySource: 'assumed', why: 'the controller tolerates 10 %' },
  },
  minReplicas: 3,
  maxReplicas: 36,
  replicasWhy: 'idle takes 1',
  nodeMemory: { requestBytes: 3600 * MiB, limitBytes: 7200 * MiB },
  replays: [
    { name: 'a surge', highestLoadPerPod: 48, secondsAbove: 0, mostReplicas: 30, endReplicas: 10, passesLimit: false, points: [] },
    { name: 'a rise', highestLoadPerPod: 80, secondsAbove: 12, mostReplicas: 36, endReplicas: 3, passesLimit: true, points: [] },
  ],
  conflicts: ['HorizontalPodAutoscaler/old'],
  others: [{ rule: 'Kubernetes default', resource: 'cpu', averageUtilization: 80, holds: false, why: 'too late' }],
  ...over,
});
const documents = (over?: Hpa) => ({ analysis: analysis(), recommendation: recommendation(over === undefined ? {} : { hpa: over }), plan });
const labels = (over: Partial<Hpa> = {}) => hpaSection(documents(hpa(over)))?.notes.map(({ label }) => label);

describe('the runtime in the report', () => {
  const withRuntime = (set: { variable: string; value: string; why: string }[], verifiedTogether: boolean) => {
    const { analysis: judged, plan: of, recommendation: made } = documents();
    const runtime = {
      name: 'node',
      detectedBy: 'the command node',
      heapLimitBytes: 256 * MiB,
      heapSetBy: "V8's default",
      mismatches: [],
      set,
      verifiedTogether,
      why: 'w',
    } as const;
    const containers = made.containers.map((container) => ({ ...container, runtime: { ...runtime, mismatches: [] } }));
    return { analysis: judged, plan: of, recommendation: { ...made, containers } };
  };

  test('is left out where it is not known', () => {
    expect(runtimeSection(documents())).toBeUndefined();
  });

  test('says what to set, and as loudly that it was not verified', () => {
    const section = runtimeSection(withRuntime([{ variable: 'NODE_OPTIONS', value: '--max-old-space-size=90', why: 'room' }], false));
    expect(section).toMatchObject({ weight: 'main', notes: [{ tone: 'warn', label: 'Not verified together' }] });
    expect(section?.tables[0]?.rows[0]?.map(({ text }) => text)).toContain('--max-old-space-size=90');
  });

  test('has nothing to set where what is in force goes with the limit', () => {
    expect(runtimeSection(withRuntime([], true))).toMatchObject({ weight: 'detail', tables: [], notes: [{ tone: 'good', label: 'Verified together' }] });
  });
});

describe('autoscaling in the report', () => {
  test('is left out of documents that know nothing of it', () => {
    expect(hpaSection(documents())).toBeUndefined();
  });

  test('names targets, replays, conflicts and what passes its limit', () => {
    const section = hpaSection(documents(hpa()));
    expect(section?.tables.map(({ rows }) => rows.length)).toEqual([1, 2, 1]);
    expect(section?.tables[1]?.rows[1]?.[1]).toMatchObject({ text: '80/s', tone: 'bad' });
    expect(labels()).toEqual(['Conflict', 'Passes its limit', 'No memory target']);
  });

  test('says nothing of conflicts and limits where there are none', () => {
    expect(labels({ conflicts: [], replays: [] })).toEqual(['No memory target']);
  });

  test('says why there is no target', () => {
    const section = hpaSection(documents(hpa({ metrics: [], why: 'no limit is recommended', replays: [], others: [] })));
    expect(section?.paragraphs).toEqual(['No target is recommended: No limit is recommended.']);
    expect(section?.tables).toEqual([]);
  });

  test('stands in the HTML and on the terminal', () => {
    const drawn = { loose: undefined, failed: undefined, unreadable: [] };
    expect(renderHtml(buildReportView({ ...documents(hpa()), drawn }))).toContain('Autoscaling');
    expect(terminalSummary(documents(hpa()), { columns: 80, color: false })).toContain('Autoscaling: CPU 61 %, 3 to 36 replicas.');
    expect(terminalSummary(documents(hpa({ metrics: [] })), { columns: 80, color: false })).not.toContain('Autoscaling');
  });
});
