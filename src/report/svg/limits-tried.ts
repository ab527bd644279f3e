import type { LimitRow, LimitsChart, ReplayOutcome } from '../view/chart-view.ts';
import { count } from '../view/wording.ts';
import { chartWidth, type LegendEntry, line, svg, text } from './frame.ts';
import { legend } from './legend.ts';
import { marker } from './marker.ts';

export const outcomeSigns = {
  pass: { shape: 'dot', mark: 'pass', label: 'passed' },
  killed: { shape: 'cross', mark: 'kill', label: 'killed' },
  harmed: { shape: 'triangle', mark: 'harmed', label: 'harmed, not killed' },
  error: { shape: 'ring', mark: 'death', label: 'no result' },
} as const satisfies Record<ReplayOutcome, { shape: LegendEntry['shape']; mark: string; label: string }>;

const rowHeight = 30;
const firstSign = 230;
const signWidth = 22;
/** More runs than fit a row are counted in words beside it. */
const signsPerRow = 22;

/** One row per limit, highest first, one sign per run. */
export function drawLimitsChart(chart: LimitsChart): string {
  const key = legend(Object.values(outcomeSigns), 12, chartWidth - 12, 14);
  const top = key.height + 10;
  const rows = chart.rows.map((row, index) => drawRow(row, top + index * rowHeight + rowHeight / 2)).join('');
  const separators = chart.rows.map((_, index) => line(12, top + (index + 1) * rowHeight, chartWidth - 12, top + (index + 1) * rowHeight, 'grid')).join('');
  return svg(chart, top + chart.rows.length * rowHeight + 8, key.svg + separators + rows);
}

function drawRow(row: LimitRow, y: number): string {
  const shown = row.replays.slice(0, signsPerRow);
  const signs = shown.map(({ outcome, overload, hint }, index) => {
    const at = firstSign + index * signWidth;
    const { shape, mark } = outcomeSigns[outcome];
    return marker(shape, at, y, mark, hint) + (overload ? line(at - 8, y + 10, at + 8, y + 10, 'overload') : '');
  });
  const label = text(80, y + 5, row.label, 'row-name', 'end') + text(90, y + 5, row.remarks.join(', '), 'axis');
  return label + signs.join('') + text(firstSign + shown.length * signWidth + 6, y + 5, summary(row), 'axis');
}

function summary({ replays }: LimitRow): string {
  const counts = Object.entries(outcomeSigns).flatMap(([outcome, { label }]) => {
    const number = replays.filter((replay) => replay.outcome === outcome).length;
    return number === 0 ? [] : [`${number} ${label}`];
  });
  const overloads = replays.filter(({ overload }) => overload).length;
  return [...counts, ...(overloads === 0 ? [] : [`${count(overloads, 'of them above peak', 'of them above peak')} (underlined)`])].join(', ');
}
