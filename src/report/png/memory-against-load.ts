import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { decimalTicks, memoryTicks } from '../svg/scale.ts';
import type { LoadChart } from '../view/chart-view.ts';
import { numberText } from '../view/wording.ts';
import { commonPlugins, linearAxis, memoryAxis } from './axes.ts';
import { palette } from './theme.ts';

type Series = ChartDataset<'line', { x: number; y: number }[]>;

/** Measured points, the line through them, and the interval of its slope as a band. */
export function loadConfig(chart: LoadChart): ChartConfiguration {
  const points: Series = {
    label: 'measured',
    data: chart.points.map(({ load, bytes }) => ({ x: load, y: bytes })),
    showLine: false,
    pointRadius: 6,
    pointStyle: 'circle',
    backgroundColor: palette.anon,
    borderColor: palette.anon,
  };
  const fit: Series = {
    label: 'fit',
    data: chart.fit.map(([x, y]) => ({ x, y })),
    borderColor: palette.hard,
    borderWidth: 2,
    pointRadius: 0,
    pointStyle: 'line',
  };
  const edge = (label: string, pick: (point: LoadChart['band'][number]) => number, fill: string | false): Series => ({
    label,
    data: chart.band.map((point) => ({ x: point.load, y: pick(point) })),
    backgroundColor: palette.band,
    borderWidth: 0,
    pointRadius: 0,
    pointStyle: 'rect',
    fill,
  });
  const band =
    chart.band.length === 0 ? [] : [edge('95 % interval of the slope', ({ highBytes }) => highBytes, '+1'), edge('', ({ lowBytes }) => lowBytes, false)];
  const plugins = commonPlugins(chart.title, chart.description);
  const named = { ...plugins.legend, labels: { ...plugins.legend?.labels, filter: ({ text }: { text: string }) => text !== '' } };
  const top = Math.max(chart.topBytes, ...chart.band.map(({ highBytes }) => highBytes)) * 1.05;
  return {
    type: 'line',
    data: { datasets: [points, ...(chart.fit.length === 0 ? [] : [fit]), ...band] },
    options: {
      plugins: { ...plugins, legend: named },
      scales: { x: linearAxis(decimalTicks(chart.loadTop), chart.unit, (load) => numberText(load, 3)), y: memoryAxis(memoryTicks(top)) },
    },
  } as ChartConfiguration;
}
