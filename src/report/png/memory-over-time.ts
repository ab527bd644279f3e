import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import { formatDuration } from '../../shared/duration.ts';
import type { Bucket } from '../series/bucket-series.ts';
import type { MemoryParts } from '../series/memory-parts.ts';
import { memoryTicks, timeTicks } from '../svg/scale.ts';
import type { TimeChart } from '../view/chart-view.ts';
import { commonPlugins, linearAxis, memoryAxis } from './axes.ts';
import { referenceLines } from './reference-lines.ts';
import { palette } from './theme.ts';

const layers: readonly { key: keyof MemoryParts; color: string; label: string }[] = [
  { key: 'anonBytes', color: palette.anon, label: 'anon' },
  { key: 'shmemBytes', color: palette.shmem, label: 'shmem' },
  { key: 'kernelBytes', color: palette.kernel, label: 'kernel' },
  { key: 'otherBytes', color: palette.other, label: 'other' },
  { key: 'fileBytes', color: palette.file, label: 'file cache' },
];

type Point = { x: number; y: number };

/** Memory by part over time; a part that was never there is left out. */
export function timeConfig(chart: TimeChart): ChartConfiguration {
  const present = layers.filter(({ key }) => chart.buckets.some(({ parts }) => parts[key] > 0));
  const points = (value: (bucket: Bucket) => number) => withGaps(chart, value);
  const areas = present.map(({ color, label }, index): ChartDataset<'line', Point[]> => {
    const below = present.slice(0, index + 1).map((layer) => layer.key);
    const data = points(({ parts }) => below.reduce((total, part) => total + parts[part], 0));
    return { label, data, backgroundColor: color, borderWidth: 0, pointRadius: 0, pointStyle: 'rect', fill: index === 0 ? 'origin' : '-1', order: 10 };
  });
  const lines: ChartDataset<'line', Point[]>[] = [
    {
      label: 'not reclaimable',
      data: points(({ hardMax }) => hardMax),
      borderColor: palette.hard,
      borderWidth: 1.6,
      pointRadius: 0,
      pointStyle: 'line',
      order: 2,
    },
    { label: 'kernel peak', data: watermarks(chart), borderColor: palette.watermark, borderWidth: 2.5, pointRadius: 0, pointStyle: 'line', order: 1 },
  ];
  const yTicks = memoryTicks(chart.topBytes * 1.02);
  const kills = chart.marks.filter(({ kill }) => kill).map(({ tMs }): Point => ({ x: tMs - chart.fromMs, y: (yTicks.at(-1) ?? 1) * 0.97 }));
  const signs: ChartDataset<'line', Point[]>[] =
    kills.length === 0
      ? []
      : [{ label: 'kill', data: kills, showLine: false, pointStyle: 'crossRot', pointRadius: 9, borderWidth: 3, borderColor: palette.limit, order: 0 }];
  const span = chart.toMs - chart.fromMs;
  const xAxis = { ...linearAxis(timeTicks(span), '', (ms) => (ms === 0 ? '0' : formatDuration(ms)), false), max: span };
  return {
    type: 'line',
    data: { datasets: [...areas, ...lines, ...signs] },
    options: { plugins: commonPlugins(chart.title, [chart.description, ...chart.remarks].join(' ')), scales: { x: xAxis, y: memoryAxis(yTicks) } },
    plugins: [phaseBands(chart), referenceLines(chart.references)],
  } as ChartConfiguration;
}

function withGaps(chart: TimeChart, value: (bucket: Bucket) => number): Point[] {
  const points: Point[] = [];
  let previous: Bucket | undefined;
  for (const bucket of chart.buckets) {
    const before = previous;
    const gap = before && chart.gaps.find(({ fromMs, toMs }) => fromMs < bucket.fromMs && toMs > before.toMs);
    if (gap) points.push({ x: gap.fromMs - chart.fromMs, y: Number.NaN });
    points.push({ x: (bucket.fromMs + bucket.toMs) / 2 - chart.fromMs, y: value(bucket) });
    previous = bucket;
  }
  return points;
}

/** One flat piece per phase. */
function watermarks(chart: TimeChart): Point[] {
  return chart.phases.flatMap(({ fromMs, toMs, watermarkBytes }) => {
    const y = watermarkBytes ?? Number.NaN;
    return [fromMs, toMs, toMs].map((tMs, index) => ({ x: tMs - chart.fromMs, y: index === 2 ? Number.NaN : y }));
  });
}

function phaseBands(chart: TimeChart): Plugin {
  return {
    id: 'phases',
    beforeDatasetsDraw: ({ ctx, chartArea, scales }) => {
      ctx.save();
      ctx.textAlign = 'center';
      chart.phases.forEach(({ label, fromMs, toMs }, index) => {
        const [from, to] = [fromMs, toMs].map((tMs) => scales.x?.getPixelForValue(Math.min(Math.max(tMs, chart.fromMs), chart.toMs) - chart.fromMs) ?? 0) as [
          number,
          number,
        ];
        ctx.fillStyle = index % 2 === 0 ? 'transparent' : palette.phase;
        ctx.fillRect(from, chartArea.top, to - from, chartArea.height);
        ctx.fillStyle = palette.faint;
        if (ctx.measureText(label).width < to - from) ctx.fillText(label, (from + to) / 2, chartArea.top + 14);
      });
      ctx.restore();
    },
  };
}
