import type { ChartConfiguration, ChartDataset, PointStyle } from 'chart.js';
import { memoryTicks } from '../svg/scale.ts';
import type { LimitsChart, ReplayOutcome } from '../view/chart-view.ts';
import { numberText } from '../view/wording.ts';
import { commonPlugins, linearAxis, memoryAxis } from './axes.ts';
import { referenceLines } from './reference-lines.ts';
import { palette } from './theme.ts';

const signs: Readonly<Record<ReplayOutcome, { label: string; pointStyle: PointStyle; color: string }>> = {
  pass: { label: 'passed', pointStyle: 'circle', color: palette.recommended },
  killed: { label: 'killed', pointStyle: 'crossRot', color: palette.limit },
  harmed: { label: 'harmed, not killed', pointStyle: 'triangle', color: palette.need },
  error: { label: 'no result', pointStyle: 'star', color: palette.faint },
};

/** The limit of each run against its number at that limit. */
export function limitsConfig(chart: LimitsChart): ChartConfiguration {
  const datasets = Object.entries(signs).flatMap(([outcome, { label, pointStyle, color }]): ChartDataset<'scatter'>[] => {
    const data = chart.rows.flatMap((row) => row.replays.flatMap((replay, index) => (replay.outcome === outcome ? [{ x: index + 1, y: row.bytes }] : [])));
    if (data.length === 0) return [];
    return [{ label, data, pointStyle, pointRadius: 8, borderWidth: 3, borderColor: color, backgroundColor: color }];
  });
  const most = Math.max(...chart.rows.map(({ replays }) => replays.length));
  const top = Math.max(...chart.rows.map(({ bytes }) => bytes), ...chart.references.map(({ bytes }) => bytes));
  const step = Math.max(1, Math.ceil(most / 20));
  const xTicks = Array.from({ length: Math.ceil((most + 1) / step) + 1 }, (_, index) => index * step);
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      plugins: commonPlugins(chart.title, chart.description),
      scales: {
        x: linearAxis(xTicks, 'run at this limit', (value) => (value === 0 ? '' : numberText(value)), false),
        y: memoryAxis(memoryTicks(top * 1.05, 8)),
      },
    },
    plugins: [referenceLines(chart.references)],
  } as ChartConfiguration;
}
