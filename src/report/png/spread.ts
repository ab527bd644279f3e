import type { ChartConfiguration, ChartDataset, PointStyle } from 'chart.js';
import { memoryTicks } from '../svg/scale.ts';
import type { SpreadChart, SpreadRow } from '../view/chart-view.ts';
import { commonPlugins, linearAxis, memoryAxis } from './axes.ts';
import { palette } from './theme.ts';

type Source = SpreadRow['peaks'][number]['source'];

const signs: Readonly<Record<Source, { label: string; pointStyle: PointStyle; color: string }>> = {
  hardPart: { label: 'not reclaimable', pointStyle: 'circle', color: palette.anon },
  sampled: { label: 'highest sample', pointStyle: 'rect', color: palette.kernel },
  watermark: { label: 'kernel peak', pointStyle: 'rectRot', color: palette.watermark },
};

/** The peaks of each run, one column per run. */
export function spreadConfig(chart: SpreadChart): ChartConfiguration {
  const datasets = Object.entries(signs).flatMap(([source, { label, pointStyle, color }]): ChartDataset<'scatter'>[] => {
    const data = chart.rows.flatMap((row, index) => row.peaks.filter((peak) => peak.source === source).map(({ bytes }) => ({ x: index + 1, y: bytes })));
    return data.length === 0
      ? []
      : [{ label, data, pointStyle, pointRadius: 8, borderWidth: 3, borderColor: color, backgroundColor: source === 'hardPart' ? color : 'transparent' }];
  });
  const columns = Array.from({ length: chart.rows.length + 2 }, (_, index) => index);
  const name = (column: number) => {
    const row = chart.rows[column - 1];
    return row === undefined ? '' : `${row.label}${row.censored ? ' *' : ''}`;
  };
  return {
    type: 'scatter',
    data: { datasets },
    options: {
      plugins: commonPlugins(chart.title, chart.description),
      scales: { x: linearAxis(columns, '', name, false), y: memoryAxis(memoryTicks(chart.topBytes * 1.05)) },
    },
  } as ChartConfiguration;
}
