import { formatDuration } from '../../shared/duration.ts';
import { escapeHtml } from '../html/escape.ts';
import type { Chart } from '../view/chart-view.ts';
import { measuredText } from '../view/wording.ts';
import { px, type Scale } from './scale.ts';

/** The part of a picture in which data is drawn, pixels of its own grid. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const chartWidth = 960;

export interface LegendEntry {
  /** Class that gives the colour. */
  readonly mark: string;
  readonly label: string;
  readonly shape: 'area' | 'line' | 'dashed' | 'dot' | 'diamond' | 'ring' | 'cross' | 'triangle';
}

/** The outside of every picture: a name and a description for who cannot see it. */
export function svg(chart: Chart, height: number, content: string, attributes = ''): string {
  const ids = `${chart.id}-title ${chart.id}-desc`;
  return (
    `<svg class="chart" viewBox="0 0 ${chartWidth} ${height}" role="img" aria-labelledby="${ids}"${attributes === '' ? '' : ` ${attributes}`}>` +
    `<title id="${chart.id}-title">${escapeHtml(chart.title)}</title><desc id="${chart.id}-desc">${escapeHtml(chart.description)}</desc>${content}</svg>`
  );
}

export function text(x: number, y: number, content: string, classes = '', anchor: 'start' | 'middle' | 'end' = 'start'): string {
  return `<text x="${px(x)}" y="${px(y)}" text-anchor="${anchor}"${classes === '' ? '' : ` class="${classes}"`}>${escapeHtml(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, classes: string): string {
  return `<line x1="${px(x1)}" y1="${px(y1)}" x2="${px(x2)}" y2="${px(y2)}" class="${classes}"/>`;
}

/** Hover text needs something to hover over: nothing is drawn. */
export function hoverArea(x: number, y: number, width: number, height: number, hint: string): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(Math.max(width, 1))}" height="${px(height)}" class="hover"><title>${escapeHtml(hint)}</title></rect>`;
}

export function memoryAxis(plot: Plot, y: Scale, ticks: readonly number[]): string {
  const marks = ticks
    .map((bytes) => line(plot.left, y(bytes), plot.right, y(bytes), 'grid') + text(plot.left - 8, y(bytes) + 4, measuredText(bytes), 'axis', 'end'))
    .join('');
  return `<g class="y-axis">${marks}</g>`;
}

export function timeAxis(plot: Plot, x: Scale, fromMs: number, ticks: readonly number[]): string {
  const label = (ms: number) => (ms === 0 ? '0' : formatDuration(ms));
  const marks = ticks
    .map(
      (ms) => line(x(fromMs + ms), plot.bottom, x(fromMs + ms), plot.bottom + 5, 'tick') + text(x(fromMs + ms), plot.bottom + 18, label(ms), 'axis', 'middle'),
    )
    .join('');
  return `<g class="x-axis">${marks}</g>`;
}
