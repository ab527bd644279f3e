import type { Bucket } from '../series/bucket-series.ts';
import type { MemoryParts } from '../series/memory-parts.ts';
import type { TimeChart } from '../view/chart-view.ts';
import { rateText } from '../view/wording.ts';
import { chartWidth, hoverArea, type LegendEntry, line, memoryAxis, type Plot, svg, text, timeAxis } from './frame.ts';
import { legend } from './legend.ts';
import { linearScale, memoryTicks, px, type Scale, timeTicks } from './scale.ts';
import { drawGaps, drawMarks, drawPhases, drawReferences, drawWatermarks } from './time-overlays.ts';
import { plane, zoomAttributes } from './zoom.ts';

/** From the bottom: what stays, then what the kernel may take back. */
const layers: readonly { key: keyof MemoryParts; mark: string; label: string }[] = [
  { key: 'anonBytes', mark: 'anon', label: 'anon' },
  { key: 'shmemBytes', mark: 'shmem', label: 'shmem' },
  { key: 'kernelBytes', mark: 'kernel', label: 'kernel' },
  { key: 'otherBytes', mark: 'other', label: 'other' },
  { key: 'fileBytes', mark: 'file', label: 'file cache' },
];

/** What is not in the picture is not in its legend. */
function legendOf(chart: TimeChart): LegendEntry[] {
  const has = (role: 'limit' | 'recommended') => chart.references.some((reference) => reference.role === role);
  const lines: readonly (readonly [boolean, LegendEntry])[] = [
    [true, { mark: 'hard', label: 'not reclaimable', shape: 'line' }],
    [hasLowest(chart), { mark: 'lowest', label: 'lowest usage of the column', shape: 'line' }],
    [chart.phases.some(({ watermarkBytes }) => watermarkBytes !== null), { mark: 'watermark', label: 'kernel peak of the phase', shape: 'line' }],
    [has('limit'), { mark: 'limit', label: 'limit', shape: 'dashed' }],
    [has('recommended'), { mark: 'recommended', label: 'recommended', shape: 'dashed' }],
    [chart.marks.some(({ kill }) => kill), { mark: 'kill', label: 'kill', shape: 'cross' }],
    [chart.marks.some(({ kill }) => !kill), { mark: 'death', label: 'other death', shape: 'ring' }],
    [chart.gaps.length > 0, { mark: 'gap', label: 'nothing sampled', shape: 'area' }],
    [chart.load.length > 0, { mark: 'load', label: 'load', shape: 'area' }],
  ];
  const areas = layers
    .filter(({ key }) => chart.buckets.some(({ parts }) => parts[key] > 0))
    .map(({ mark, label }): LegendEntry => ({ mark, label, shape: 'area' }));
  return [...areas, ...lines.flatMap(([present, entry]) => (present ? [entry] : []))];
}

/** Several samples in a column, and not all alike. */
function hasLowest(chart: TimeChart): boolean {
  return chart.buckets.some(({ usageMin, usageMax }) => usageMin < usageMax);
}

const loadHeight = 44;
/** Height of the line of phase names above the data. */
const phaseNames = 18;

/** Memory by part, with limits, phases, kernel peaks, deaths and the load below. */
export function drawTimeChart(chart: TimeChart): string {
  const key = legend(legendOf(chart), 64, chartWidth - 12, 14);
  const plot: Plot = { left: 64, right: chartWidth - 12, top: key.height + 26, bottom: key.height + 306 };
  const ticks = memoryTicks(chart.topBytes * 1.02);
  const x = linearScale(chart.fromMs, chart.toMs, plot.left, plot.right);
  const y = linearScale(0, ticks.at(-1) ?? 1, plot.bottom, plot.top);
  const runs = unbroken(chart);
  const lowest = hasLowest(chart);
  const areas = layers.map(({ key: part, mark }, index) => runs.map((run) => area(run, below(index), part, mark, x, y)).join('')).join('');
  const lines = runs
    .map((run) => (lowest ? path(run, ({ usageMin }) => usageMin, 'lowest', x, y) : '') + path(run, ({ hardMax }) => hardMax, 'hard', x, y))
    .join('');
  const loadPlot: Plot = { ...plot, top: plot.bottom + 34, bottom: plot.bottom + 34 + loadHeight };
  const phases = drawPhases(chart, plot, x);
  const hovers = chart.buckets.map((bucket, index) => hover(chart, bucket, index, plot, x)).join('');
  const content = [
    key.svg,
    plane(plot.left, plot.top - phaseNames, plot.right, plot.bottom, phases.bands),
    phases.names,
    memoryAxis(plot, y, ticks),
    plane(plot.left, plot.top, plot.right, plot.bottom, [areas, lines, drawGaps(chart, plot, x), drawWatermarks(chart, x, y)].join('')),
    drawReferences(chart, plot, y),
    plane(plot.left, plot.top, plot.right, plot.bottom, hovers),
    drawMarks(chart, plot, x),
    timeAxis(plot, x, chart.fromMs, timeTicks(chart.toMs - chart.fromMs)),
    drawLoad(chart, loadPlot, x),
  ];
  return svg(chart, loadPlot.bottom + 8, content.join(''), zoomAttributes(plot, { kind: 'time', from: 0, to: chart.toMs - chart.fromMs }));
}

/** Columns between which nothing was missed: a line across a gap would be an invention. */
function unbroken(chart: TimeChart): Bucket[][] {
  const runs: Bucket[][] = [];
  let previous: Bucket | undefined;
  for (const bucket of chart.buckets) {
    const before = previous;
    const broken = before === undefined || chart.gaps.some((gap) => gap.fromMs < bucket.fromMs && gap.toMs > before.toMs && gap.toMs - gap.fromMs > 0);
    if (broken) runs.push([]);
    runs.at(-1)?.push(bucket);
    previous = bucket;
  }
  return runs;
}

function below(index: number): (parts: MemoryParts) => number {
  return (parts) => layers.slice(0, index).reduce((total, { key }) => total + parts[key], 0);
}

function area(run: readonly Bucket[], base: (parts: MemoryParts) => number, part: keyof MemoryParts, mark: string, x: Scale, y: Scale): string {
  if (!run.some((bucket) => bucket.parts[part] > 0)) return '';
  const top = run.map((bucket) => `${px(x(middle(bucket)))} ${px(y(base(bucket.parts) + bucket.parts[part]))}`);
  const bottom = run.map((bucket) => `${px(x(middle(bucket)))} ${px(y(base(bucket.parts)))}`).reverse();
  return `<path d="M${[...top, ...bottom].join('L')}Z" class="${mark}"/>`;
}

function path(run: readonly Bucket[], value: (bucket: Bucket) => number, mark: string, x: Scale, y: Scale): string {
  const points = run.filter((bucket) => Number.isFinite(value(bucket))).map((bucket) => `${px(x(middle(bucket)))} ${px(y(value(bucket)))}`);
  return points.length === 0 ? '' : `<path d="M${points.join('L')}" class="${mark}"/>`;
}

const middle = ({ fromMs, toMs }: Bucket) => (fromMs + toMs) / 2;

function hover(chart: TimeChart, bucket: Bucket, index: number, plot: Plot, x: Scale): string {
  const next = chart.buckets[index + 1];
  const end = next === undefined ? x(bucket.toMs) : Math.min(x(next.fromMs), x(bucket.toMs) + 8);
  return hoverArea(x(bucket.fromMs), plot.top, end - x(bucket.fromMs), plot.bottom - plot.top, chart.hints[index] ?? '');
}

function drawLoad(chart: TimeChart, plot: Plot, x: Scale): string {
  if (chart.load.length === 0) return text(plot.left, plot.top + 14, 'no load was seen', 'axis');
  const y = linearScale(0, chart.loadTop || 1, plot.bottom, plot.top);
  const corners = chart.load.flatMap(({ fromMs, toMs, perSecond }) => {
    const [from, to] = [Math.max(fromMs, chart.fromMs), Math.min(toMs, chart.toMs)];
    return to <= from ? [] : [`${px(x(from))} ${px(y(perSecond))}`, `${px(x(to))} ${px(y(perSecond))}`];
  });
  if (corners.length === 0) return text(plot.left, plot.top + 14, 'no load was seen', 'axis');
  const first = corners[0]?.split(' ')[0] ?? '0';
  const last = corners.at(-1)?.split(' ')[0] ?? '0';
  const shape = `<path d="M${first} ${px(plot.bottom)}L${corners.join('L')}L${last} ${px(plot.bottom)}Z" class="load"/>`;
  const axis = text(plot.left - 8, plot.top + 6, rateText(chart.loadTop), 'axis', 'end') + text(plot.left - 8, plot.bottom + 2, '0', 'axis', 'end');
  return plane(plot.left, plot.top, plot.right, plot.bottom, shape) + axis + line(plot.left, plot.bottom, plot.right, plot.bottom, 'grid');
}
