import type { ChartConfiguration, ChartDataset, PointStyle } from 'chart.js';
import type { LimitsChart, ReplayOutcome } from '../view/chart-view.ts';
import { numberText } from '../view/wording.ts';
import { commonPlugins, linearAxis } from './axes.ts';
import { palette } from './theme.ts';

const signs: Readonly<Record<ReplayOutcome, { label: string; pointStyle: PointStyle; color: string }>> = {
  pass: { label: 'passed', pointStyle: 'circle', color: palette.recommended },
  killed: { label: 'killed', pointStyle: 'crossRot', color: palette.limit },
  harmed: { label: 'harmed, not killed', pointStyle: 'triangle', color: palette.need },
  error: { label: 'no result', pointStyle: 'star', color: palette.faint },
};

/** One row per limit, highest at the top, one sign per run: limits are close together, and on a scale of bytes they would hide each other. */
export function limitsConfig(chart: LimitsChart): ChartConfiguration {
  const { rows } = chart;
  const datasets = Object.entries(signs).flatMap(([outcome, { label, pointStyle, color }]): ChartDataset<'scatter'>[] => {
    const data = rows.flatMap((row, at) => row.replays.flatMap((replay, index) => (replay.outcome === outcome ? [{ x: index + 1, y: rows.length - at }] : [])));
    return data.length === 0 ? [] : [{ label, data, pointStyle, pointRadius: 8, borderWidth: 3, borderColor: color, backgroundColor: color }];
  });
  const most = Math.max(...rows.map(({ replays }) => replays.length));
  const step = Math.max(1, Math.ceil(most / 20));
  const xTicks = Array.from({ length: Math.ceil((most + 1) / step) + 1 }, (_, index) => index * step);
  const yTicks = Array.from({ length: rows.length + 2 }, (_, index) => index);
  const name = (value: number) => {
    const row = rows[rows.length - value];
    return row === undefined ? '' : [row.label, ...row.remarks].join(', ');
  };
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      plugins: commonPlugins(chart.title, chart.description),
      scales: { x: linearAxis(xTicks, 'run at this limit', (value) => (value === 0 ? '' : numberText(value)), false), y: linearAxis(yTicks, '', name) },
    },
  } as ChartConfiguration;
}
