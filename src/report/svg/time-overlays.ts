import { escapeHtml } from '../html/escape.ts';
import type { Mark, TimeChart } from '../view/chart-view.ts';
import { line, type Plot, text } from './frame.ts';
import { marker } from './marker.ts';
import { px, type Scale } from './scale.ts';
import { placed } from './zoom.ts';

/** Narrower stretches than this cannot hold their name, pixels per character. */
const characterPx = 6.6;

export function drawPhases(chart: TimeChart, plot: Plot, x: Scale): { bands: string; names: string } {
  const drawn = chart.phases.map(({ label, fromMs, toMs }, index) => {
    const [from, to] = [x(Math.max(fromMs, chart.fromMs)), x(Math.min(toMs, chart.toMs))];
    if (to <= from) return { band: '', name: '' };
    const band = `<rect x="${px(from)}" y="${px(plot.top - 18)}" width="${px(to - from)}" height="${px(plot.bottom - plot.top + 18)}" class="phase${index % 2}"><title>${escapeHtml(label)}</title></rect>`;
    const middle = (from + to) / 2;
    const name = placed(text(middle, plot.top - 6, label, 'axis', 'middle'), middle, undefined, { room: to - from, needs: label.length * characterPx });
    return { band, name };
  });
  return { bands: drawn.map(({ band }) => band).join(''), names: drawn.map(({ name }) => name).join('') };
}

/** Nothing is known here, and nothing may look as if it were. */
export function drawGaps(chart: TimeChart, plot: Plot, x: Scale): string {
  return chart.gaps
    .map(({ fromMs, toMs, reason }) => {
      const [from, to] = [x(Math.max(fromMs, chart.fromMs)), x(Math.min(toMs, chart.toMs))];
      if (!(to > from)) return '';
      const hint = escapeHtml(`nothing was sampled: ${reason}`);
      return `<rect x="${px(from)}" y="${px(plot.top)}" width="${px(Math.max(2, to - from))}" height="${px(plot.bottom - plot.top)}" class="gap"><title>${hint}</title></rect>`;
    })
    .join('');
}

export function drawWatermarks(chart: TimeChart, x: Scale, y: Scale): string {
  return chart.phases
    .map(({ fromMs, toMs, watermarkBytes, watermarkOfPhase }) => {
      if (watermarkBytes === null || toMs <= fromMs) return '';
      const [from, to] = [x(Math.max(fromMs, chart.fromMs)), x(Math.min(toMs, chart.toMs))];
      return line(from, y(watermarkBytes), to, y(watermarkBytes), watermarkOfPhase ? 'watermark' : 'watermark since-start');
    })
    .join('');
}

/** Names stand above their line, and below it where another line is close above. */
export function drawReferences(chart: TimeChart, plot: Plot, y: Scale): string {
  const sorted = chart.references.toSorted((a, b) => b.bytes - a.bytes);
  return sorted
    .map(({ label, bytes, role }, index) => {
      const above = sorted[index - 1];
      const crowded = above !== undefined && y(bytes) - y(above.bytes) < 16;
      return line(plot.left, y(bytes), plot.right, y(bytes), role) + text(plot.right - 4, y(bytes) + (crowded ? 14 : -5), label, `halo ${role}-name`, 'end');
    })
    .join('');
}

/** Deaths closer together than a sign is wide become one sign that names them all. */
export function drawMarks(chart: TimeChart, plot: Plot, x: Scale): string {
  const groups: { at: number; marks: Mark[] }[] = [];
  for (const mark of chart.marks.toSorted((a, b) => a.tMs - b.tMs)) {
    const at = x(Math.min(Math.max(mark.tMs, chart.fromMs), chart.toMs));
    const last = groups.at(-1);
    if (last && at - last.at < 12) last.marks.push(mark);
    else groups.push({ at, marks: [mark] });
  }
  return groups.map(({ at, marks }) => drawGroup(at, marks, plot)).join('');
}

const namedMarks = 5;

function drawGroup(at: number, marks: readonly Mark[], plot: Plot): string {
  const kill = marks.some((mark) => mark.kill);
  const names = marks.slice(0, namedMarks).map(({ label }) => label);
  const hint = marks.length > namedMarks ? [...names, `and ${marks.length - namedMarks} more`] : names;
  const sign = marker(kill ? 'cross' : 'ring', at, plot.top + 10, kill ? 'kill' : 'death', hint.join('\n'));
  const number = marks.length > 1 ? text(at + 9, plot.top + 14, String(marks.length), 'halo axis') : '';
  return placed(line(at, plot.top, at, plot.bottom, kill ? 'kill thin' : 'death thin') + sign + number, at);
}
