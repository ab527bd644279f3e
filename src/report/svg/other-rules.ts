import type { RuleRow, RulesChart } from '../view/chart-view.ts';
import { measuredText } from '../view/wording.ts';
import { chartWidth, type LegendEntry, line, svg, text } from './frame.ts';
import { legend } from './legend.ts';
import { marker } from './marker.ts';
import { linearScale, memoryTicks, type Scale } from './scale.ts';
import { placed, zoomAttributes } from './zoom.ts';

/** The shape says request or limit, colour and hint say what became of such a number. */
export const ruleSigns = { limit: 'dot', request: 'diamond' } as const;
const marks = { pass: 'pass', fail: 'rule-fail', unknown: 'rule-unknown' } as const;

const entries: readonly LegendEntry[] = [
  { mark: 'rule-unknown', label: 'limit', shape: 'dot' },
  { mark: 'rule-unknown', label: 'request', shape: 'diamond' },
  { mark: 'pass', label: 'would pass', shape: 'dot' },
  { mark: 'rule-fail', label: 'would fail', shape: 'dot' },
  { mark: 'rule-unknown', label: 'not replayed', shape: 'dot' },
];

const left = 260;
const rowHeight = 26;
const nameCharacters = 34;

/** One row per rule on an axis of memory, the lines of our own numbers through all of them. */
export function drawRulesChart(chart: RulesChart): string {
  const right = chartWidth - 24;
  const key = legend(entries, left, right, 14);
  const top = key.height + 26;
  const bottom = top + chart.rows.length * rowHeight;
  const ticks = memoryTicks(chart.topBytes * 1.03);
  const x = linearScale(0, ticks.at(-1) ?? 1, left, right);
  const axis = ticks
    .map((bytes) => line(x(bytes), top, x(bytes), bottom, 'grid') + text(x(bytes), bottom + 16, measuredText(bytes), 'axis', 'middle'))
    .join('');
  const rows = chart.rows.map((row, index) => drawRow(row, top + index * rowHeight + rowHeight / 2, x)).join('');
  const lines = chart.references.map(({ label, bytes, role }, index) => {
    const name = text(x(bytes) + (index === 0 ? -4 : 4), top - 6, label, `halo ${role}-name`, index === 0 && chart.references.length > 1 ? 'end' : 'start');
    return placed(line(x(bytes), top - 2, x(bytes), bottom, role) + name, x(bytes));
  });
  const content = `${key.svg}<g class="x-axis" data-grid="">${axis}</g>${lines.join('')}${rows}`;
  return svg(chart, bottom + 26, content, zoomAttributes({ left, right, top, bottom }, { kind: 'memory', from: 0, to: ticks.at(-1) ?? 1 }));
}

function drawRow(row: RuleRow, y: number, x: Scale): string {
  const name = row.label.length > nameCharacters ? `${row.label.slice(0, nameCharacters - 1)}…` : row.label;
  const signs = row.values.map(({ field, bytes, outcome, hint }) => placed(marker(ruleSigns[field], x(bytes), y, marks[outcome], hint), x(bytes)));
  const remark = row.remark === '' ? '' : text(chartWidth - 28, y + 4, row.remark, 'halo axis', 'end');
  return text(left - 12, y + 4, name, 'axis', 'end') + signs.join('') + remark;
}
