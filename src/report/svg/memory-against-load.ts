import type { LoadChart } from '../view/chart-view.ts';
import { numberText } from '../view/wording.ts';
import { chartWidth, type LegendEntry, line, memoryAxis, type Plot, svg, text } from './frame.ts';
import { legend } from './legend.ts';
import { marker } from './marker.ts';
import { decimalTicks, linearScale, memoryTicks, px } from './scale.ts';
import { placed, plane, zoomAttributes } from './zoom.ts';

/** Measured points, the line through them and how far its slope may be off. */
export function drawLoadChart(chart: LoadChart): string {
  const entries: LegendEntry[] = [{ mark: 'point', label: 'measured', shape: 'dot' }];
  if (chart.fit.length > 0) entries.push({ mark: 'hard', label: 'fit', shape: 'line' });
  if (chart.band.length > 0) entries.push({ mark: 'band', label: '95 % interval of the slope', shape: 'area' });
  const key = legend(entries, 64, chartWidth - 12, 14);
  const plot: Plot = { left: 64, right: chartWidth - 24, top: key.height + 10, bottom: key.height + 270 };
  const xTicks = decimalTicks(chart.loadTop);
  const yTicks = memoryTicks(Math.max(chart.topBytes, ...chart.band.map(({ highBytes }) => highBytes)) * 1.05);
  const x = linearScale(0, xTicks.at(-1) ?? 1, plot.left, plot.right);
  const y = linearScale(0, yTicks.at(-1) ?? 1, plot.bottom, plot.top);
  const upper = chart.band.map(({ load, highBytes }) => `${px(x(load))} ${px(y(highBytes))}`);
  const lower = chart.band.map(({ load, lowBytes }) => `${px(x(load))} ${px(y(lowBytes))}`).reverse();
  const bandAndFit = [
    chart.band.length > 0 ? `<path d="M${[...upper, ...lower].join('L')}Z" class="band"/>` : '',
    chart.fit.length > 0 ? `<path d="M${chart.fit.map(([load, bytes]) => `${px(x(load))} ${px(y(bytes))}`).join('L')}" class="hard"/>` : '',
  ].join('');
  const content = [
    key.svg,
    memoryAxis(plot, y, yTicks),
    `<g class="x-axis">${xTicks
      .map((tick) => line(x(tick), plot.bottom, x(tick), plot.bottom + 5, 'tick') + text(x(tick), plot.bottom + 18, numberText(tick, 3), 'axis', 'middle'))
      .join('')}</g>`,
    text((plot.left + plot.right) / 2, plot.bottom + 36, chart.unit, 'axis', 'middle'),
    plane(plot.left, plot.top, plot.right, plot.bottom, bandAndFit),
    chart.points.map(({ load, bytes, hint }) => placed(marker('dot', x(load), y(bytes), 'point', hint), x(load), y(bytes))).join(''),
  ];
  const axes = [
    { kind: 'number', from: 0, to: xTicks.at(-1) ?? 1 },
    { kind: 'memory', from: 0, to: yTicks.at(-1) ?? 1 },
  ] as const;
  return svg(chart, plot.bottom + 46, content.join(''), zoomAttributes(plot, ...axes));
}
