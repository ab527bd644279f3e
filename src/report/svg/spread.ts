import type { SpreadChart } from '../view/chart-view.ts';
import { measuredText } from '../view/wording.ts';
import { chartWidth, line, svg, text } from './frame.ts';
import { legend } from './legend.ts';
import { marker } from './marker.ts';
import { linearScale, memoryTicks } from './scale.ts';
import { placed, zoomAttributes } from './zoom.ts';

export const peakSigns = {
  hardPart: { shape: 'dot', mark: 'point', label: 'not reclaimable' },
  sampled: { shape: 'ring', mark: 'sampled', label: 'highest sample' },
  watermark: { shape: 'diamond', mark: 'watermark-sign', label: 'kernel peak' },
} as const;

const rowHeight = 26;
/** A picture of more runs would be a wall; all are in the table. */
const shownRows = 40;

/** One row per run, one sign per source of its peak. */
export function drawSpreadChart(chart: SpreadChart): string {
  const key = legend(Object.values(peakSigns), 160, chartWidth - 24, 14);
  const top = key.height + 10;
  const rows = chart.rows.slice(0, shownRows);
  const bottom = top + rows.length * rowHeight;
  const ticks = memoryTicks(chart.topBytes * 1.03);
  const x = linearScale(0, ticks.at(-1) ?? 1, 160, chartWidth - 24);
  const axis = ticks.map((bytes) => line(x(bytes), top, x(bytes), bottom, 'grid') + text(x(bytes), bottom + 16, measuredText(bytes), 'axis', 'middle'));
  const drawn = rows.map((row, index) => {
    const y = top + index * rowHeight + rowHeight / 2;
    const name = row.label.length > 20 ? `${row.label.slice(0, 19)}…` : row.label;
    const signs = row.peaks.map(({ source, bytes, hint }) => placed(marker(peakSigns[source].shape, x(bytes), y, peakSigns[source].mark, hint), x(bytes)));
    return text(150, y + 4, `${name}${row.censored ? ' *' : ''}`, 'axis', 'end') + signs.join('');
  });
  const note = rows.some(({ censored }) => censored) ? text(160, bottom + 34, '* cut by a limit', 'axis') : '';
  const plot = { left: 160, right: chartWidth - 24, top, bottom };
  const content = `${key.svg}<g class="x-axis" data-grid="">${axis.join('')}</g>${drawn.join('')}${note}`;
  return svg(chart, bottom + 42, content, zoomAttributes(plot, { kind: 'memory', from: 0, to: ticks.at(-1) ?? 1 }));
}
