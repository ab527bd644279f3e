import type { ChartOptions, ScaleOptionsByType } from 'chart.js';
import { measuredText } from '../view/wording.ts';
import { ink, palette } from './theme.ts';

type LinearAxis = NonNullable<NonNullable<ChartOptions<'line'>['scales']>[string]>;

/** An axis with exactly the given marks, so that picture and report agree. */
export function linearAxis(ticks: readonly number[], title: string, label: (value: number) => string, grid = true): LinearAxis {
  return {
    type: 'linear',
    min: ticks[0] ?? 0,
    max: ticks.at(-1) ?? 1,
    title: { display: title !== '', text: title, color: palette.faint },
    grid: { color: palette.grid, drawOnChartArea: grid },
    ticks: { color: palette.faint, callback: (value: string | number) => label(Number(value)) },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = ticks.map((value) => ({ value }));
    },
  } as unknown as LinearAxis & ScaleOptionsByType<'linear'>;
}

export function memoryAxis(ticks: readonly number[]): LinearAxis {
  return linearAxis(ticks, '', measuredText);
}

/** Title and legend alike in all pictures. */
export function commonPlugins(title: string, subtitle: string): NonNullable<ChartOptions['plugins']> {
  return {
    title: { display: true, text: title, align: 'start', color: ink, font: { size: 18, weight: 'bold' }, padding: { top: 6, bottom: 2 } },
    subtitle: { display: true, text: subtitle, align: 'start', color: palette.faint, padding: { bottom: 10 } },
    legend: { position: 'top', align: 'start', labels: { color: ink, usePointStyle: true, boxHeight: 8 } },
  };
}
