import type { ReplicasChart } from '../view/chart-view.ts';
import { numberText, rateText } from '../view/wording.ts';
import { chartWidth, hoverArea, type LegendEntry, line, type Plot, svg, text, timeAxis } from './frame.ts';
import { legend } from './legend.ts';
import { decimalTicks, linearScale, px, type Scale, timeTicks } from './scale.ts';
import { plane, zoomAttributes } from './zoom.ts';

const upperHeight = 170;
const lowerHeight = 110;

/** Load per pod against what it can carry above, replicas and how many of them are ready below. */
export function drawReplicasChart(chart: ReplicasChart): string {
  const entries: LegendEntry[] = [{ mark: 'hard', label: 'load per ready pod', shape: 'line' }];
  if (chart.capacityPerPod !== null) entries.push({ mark: 'limit', label: 'what a pod can carry', shape: 'dashed' });
  entries.push({ mark: 'file', label: 'replicas', shape: 'area' }, { mark: 'anon', label: 'ready', shape: 'area' });
  const key = legend(entries, 64, chartWidth - 12, 14);
  const upper: Plot = { left: 64, right: chartWidth - 24, top: key.height + 14, bottom: key.height + 14 + upperHeight };
  const lower: Plot = { ...upper, top: upper.bottom + 34, bottom: upper.bottom + 34 + lowerHeight };
  const [from, to] = [chart.points[0]?.second ?? 0, chart.points.at(-1)?.second ?? 1];
  const x = linearScale(from, to, upper.left, upper.right);
  const content = [
    key.svg,
    perPod(chart, upper, x),
    timeAxis(upper, (ms) => x(ms / 1000), from * 1000, timeTicks((to - from) * 1000)),
    replicas(chart, lower, x),
  ];
  return svg(chart, lower.bottom + 10, content.join(''), zoomAttributes(upper, { kind: 'time', from: 0, to: (to - from) * 1000 }));
}

function perPod({ points, capacityPerPod }: ReplicasChart, plot: Plot, x: Scale): string {
  const ticks = decimalTicks(Math.max(...points.map(({ loadPerPod }) => loadPerPod), capacityPerPod ?? 0) * 1.05, 4);
  const y = linearScale(0, ticks.at(-1) ?? 1, plot.bottom, plot.top);
  const path = points.map(({ second, loadPerPod }) => `${px(x(second))} ${px(y(loadPerPod))}`).join('L');
  const capacity =
    capacityPerPod === null
      ? ''
      : line(plot.left, y(capacityPerPod), plot.right, y(capacityPerPod), 'limit') +
        text(plot.right - 4, y(capacityPerPod) - 5, `carries ${rateText(capacityPerPod)}`, 'halo limit-name', 'end');
  const hovers = points.map(({ second, hint }, index) => {
    const next = points[index + 1]?.second ?? second;
    return hoverArea(x(second), plot.top, x(next) - x(second), plot.bottom - plot.top, hint);
  });
  const data = plane(plot.left, plot.top, plot.right, plot.bottom, `<path d="M${path}" class="hard"/>`);
  return grid(plot, y, ticks, rateText) + data + capacity + plane(plot.left, plot.top, plot.right, plot.bottom, hovers.join(''));
}

function replicas({ points }: ReplicasChart, plot: Plot, x: Scale): string {
  const ticks = decimalTicks(Math.max(...points.map((point) => point.replicas), 1), 4).filter(Number.isInteger);
  const y = linearScale(0, Math.max(ticks.at(-1) ?? 1, ...points.map((point) => point.replicas)), plot.bottom, plot.top);
  const area = (value: (point: ReplicasChart['points'][number]) => number, mark: string) => {
    const corners = points.flatMap((point, index) => [
      `${px(x(point.second))} ${px(y(value(point)))}`,
      `${px(x(points[index + 1]?.second ?? point.second))} ${px(y(value(point)))}`,
    ]);
    return `<path d="M${px(x(points[0]?.second ?? 0))} ${px(plot.bottom)}L${corners.join('L')}L${px(x(points.at(-1)?.second ?? 0))} ${px(plot.bottom)}Z" class="${mark}"/>`;
  };
  const areas = area((point) => point.replicas, 'file') + area(({ ready }) => ready, 'anon');
  return grid(plot, y, ticks, (value) => numberText(value, 0)) + plane(plot.left, plot.top, plot.right, plot.bottom, areas);
}

function grid(plot: Plot, y: Scale, ticks: readonly number[], label: (value: number) => string): string {
  return ticks.map((tick) => line(plot.left, y(tick), plot.right, y(tick), 'grid') + text(plot.left - 8, y(tick) + 4, label(tick), 'axis', 'end')).join('');
}
