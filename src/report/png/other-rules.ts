import type { ChartConfiguration, ChartDataset, Plugin } from 'chart.js';
import { memoryTicks } from '../svg/scale.ts';
import type { RulesChart } from '../view/chart-view.ts';
import { commonPlugins, linearAxis, memoryAxis } from './axes.ts';
import { palette } from './theme.ts';

const outcomes = [
  { outcome: 'pass', label: 'would pass', color: palette.recommended },
  { outcome: 'fail', label: 'would fail', color: palette.limit },
  { outcome: 'unknown', label: 'not replayed', color: palette.faint },
] as const;
const shapes = { limit: 'circle', request: 'rectRot' } as const;

/** One row per rule, highest row first as in the report; our own numbers as upright lines. */
export function rulesConfig(chart: RulesChart): ChartConfiguration {
  const { rows } = chart;
  const datasets = outcomes.flatMap(({ outcome, label, color }): ChartDataset<'scatter'>[] =>
    (['limit', 'request'] as const).flatMap((field) => {
      const data = rows.flatMap((row, at) =>
        row.values.flatMap((value) => (value.outcome === outcome && value.field === field ? [{ x: value.bytes, y: rows.length - at }] : [])),
      );
      const style = { pointStyle: shapes[field], pointRadius: 8, borderColor: color, backgroundColor: color };
      return data.length === 0 ? [] : [{ label: `${field}, ${label}`, data, ...style }];
    }),
  );
  const name = (value: number) => rows[rows.length - value]?.label ?? '';
  const yTicks = Array.from({ length: rows.length + 2 }, (_, index) => index);
  const y = linearAxis(yTicks, '', name);
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      plugins: commonPlugins(chart.title, chart.description),
      scales: { x: memoryAxis(memoryTicks(chart.topBytes * 1.03)), y: { ...y, ticks: { ...y.ticks, autoSkip: false } } },
    },
    plugins: [uprightLines(chart)],
  } as ChartConfiguration;
}

function uprightLines({ references }: RulesChart): Plugin {
  return {
    id: 'upright-lines',
    afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
      ctx.save();
      ctx.setLineDash([8, 4]);
      ctx.textAlign = 'left';
      references.forEach(({ label, bytes, role }, index) => {
        const at = scales.x?.getPixelForValue(bytes) ?? 0;
        ctx.strokeStyle = ctx.fillStyle = palette[role];
        ctx.beginPath();
        ctx.moveTo(at, chartArea.top);
        ctx.lineTo(at, chartArea.bottom);
        ctx.stroke();
        ctx.fillText(label, at + 4, chartArea.top + 14 + index * 16);
      });
      ctx.restore();
    },
  };
}
