import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Hpa } from '../../src/recommend/hpa/document.ts';
import { replayRamp } from '../../src/recommend/hpa/traffic-replay.ts';
import { drawChart } from '../../src/report/svg/draw-chart.ts';
import { hpaCharts } from '../../src/report/view/hpa-charts.ts';
import { rulesCharts } from '../../src/report/view/rules-chart.ts';
import { writeReports } from '../../src/report/write-reports.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { recommendation } from './report-documents/judged.ts';
import { plan, temporaryRun, writeRecordings } from './report-documents/run-directory.ts';
import { verified } from './report-documents/variants.ts';

type Other = NonNullable<ReturnType<typeof recommendation>['others']>[number];

const other = (rule: string, over: Partial<Other> = {}): Other => ({
  rule,
  history: 'repeated',
  sampledEveryMs: 60_000,
  field: 'limit',
  valueBytes: 150 * MiB,
  why: 'w',
  refused: null,
  replayed: { outcome: 'would fail', limitBytes: 192 * MiB, why: 'killed' },
  ...over,
});

describe('the chart of other rules', () => {
  const others = [
    other('a'),
    other('b', { valueBytes: 400 * MiB, replayed: { outcome: 'would pass', limitBytes: 256 * MiB, why: '' } }),
    other('c', { valueBytes: 9e15 }),
    other('d', { valueBytes: null, refused: 'too little data' }),
  ];

  test('draws each number with its fate, and our own as lines', () => {
    const [chart] = rulesCharts(others, recommendation());
    if (chart === undefined) throw new Error('there is no chart');
    const svg = drawChart(chart);
    expect(svg).toContain('class="rule-fail"><title>a: limit 150Mi, would fail</title>');
    expect(svg).toContain('class="pass"><title>b: limit 400Mi, would pass</title>');
    for (const line of ['need 196Mi', 'highwater 208Mi']) expect(svg).toContain(line);
  });

  test('a number far beyond the others and a refusal are said in words: they must not flatten the rest', () => {
    const [chart] = rulesCharts(others, recommendation());
    expect(chart?.topBytes).toBe(400 * MiB);
    expect(chart?.rows.map(({ remark }) => remark !== '')).toEqual([false, false, true, true]);
    expect(chart?.rows[3]?.remark).toBe('refuses');
  });

  test('nothing to draw is no chart; a refuted limit is no line to go by', () => {
    expect(rulesCharts([], recommendation())).toEqual([]);
    expect(rulesCharts([other('d', { valueBytes: null })], recommendation())).toEqual([]);
    expect(rulesCharts(others, recommendation({ status: 'refuted' }))[0]?.references).toEqual([]);
  });
});

/** The controller's own answer to a load that triples, with a target that keeps pods below what they carry, or too late. */
function simulated(target: number): Hpa {
  const replay = replayRamp(
    { name: 'a rise to the peak', from: 300, to: 900, growthPerSecond: 0.005 },
    {
      metrics: [{ resource: 'cpu', targetPercent: target, requestPerPod: 500, usageAt: (loadPerPod) => loadPerPod * 10 }],
      minReplicas: 3,
      maxReplicas: 30,
      startReplicas: 10,
      podReadyMs: 20_000,
      perPod: 50,
      passesLimit: () => null,
    },
  );
  const none = {
    metrics: [],
    why: '',
    refused: [],
    threshold: null,
    minReplicas: 3,
    maxReplicas: 30,
    replicasWhy: '',
    nodeMemory: null,
    conflicts: [],
    others: [],
  };
  return { ...none, capacity: { perPod: 50, lowerBound: false, brokeAt: 60, why: '' }, replays: [replay] };
}

describe('the chart of a simulated load', () => {
  test('a target that is early enough stays below what a pod carries, a late one passes it: both can be seen', () => {
    const [early] = hpaCharts(simulated(60));
    const [late] = hpaCharts(simulated(95));
    expect(early?.description).toContain('never above that');
    expect(late?.description).toMatch(/above that for \d+ seconds/);
    if (late === undefined) throw new Error('there is no chart');
    const svg = drawChart(late);
    for (const text of ['carries 50/s', 'load per ready pod', 'replicas']) expect(svg).toContain(text);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(late.table.rows.length).toBeLessThanOrEqual(41);
    expect(hpaCharts({ ...simulated(60), replays: [] })).toEqual([]);
  });

  test('stands in every format of a report, with a picture of its own', async () => {
    const runDir = temporaryRun();
    writeRecordings(runDir);
    const { html, markdown, charts } = await writeReports({ runDir, plan, ...verified(), recommendation: recommendation({ hpa: simulated(60) }) });
    expect(charts.some((path) => path.endsWith('hpa-replay.png'))).toBe(true);
    expect(readFileSync(html, 'utf8')).toContain('id="hpa-replay-title">Simulated: a rise to the peak<');
    expect(readFileSync(markdown, 'utf8')).toMatch(/`[▁▂▃▄▅▆▇█]{20,}` 0 to \d+ replicas/);
    if (process.env.KEEP_REPORT) (await import('node:fs')).cpSync(runDir, process.env.KEEP_REPORT, { recursive: true });
  });
});
