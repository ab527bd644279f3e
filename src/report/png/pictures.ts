import type { Chart } from '../view/chart-view.ts';
import type { ReportView } from '../view/report-view.ts';

export interface Picture {
  readonly name: string;
  readonly png: Uint8Array;
}

/** File name by id of the chart; a chart that is not here has no picture of its own. */
const names: Readonly<Record<string, string>> = {
  'memory-over-time': 'memory-over-time.png',
  'memory-over-time-failed': 'memory-over-time-failed.png',
  'memory-against-load': 'memory-against-load.png',
  'limits-tried': 'limits-tried.png',
  spread: 'spread.png',
  'hpa-replay': 'hpa-replay.png',
  'other-rules': 'other-rules.png',
};

export const pictureNames: readonly string[] = Object.values(names);

/** The charts of a report as PNG. Canvas and chart library are heavy and are loaded only here. */
export async function picturesOf(view: ReportView): Promise<Picture[]> {
  const charts = view.sections.flatMap((section) => section.charts).filter((chart: Chart) => chart.id in names);
  if (charts.length === 0) return [];
  const [{ openPainter }, { configOf }] = await Promise.all([import('./painter.ts'), import('./config.ts')]);
  const paint = await openPainter();
  return charts.map((chart) => ({ name: names[chart.id] as string, png: paint(configOf(chart)) }));
}
