import { escapeHtml } from '../html/escape.ts';
import type { LegendEntry } from './frame.ts';
import { px } from './scale.ts';

type MarkerShape = Exclude<LegendEntry['shape'], 'area' | 'line' | 'dashed'>;

const size = 6;

/** A sign whose shape says the same as its colour. */
export function marker(shape: MarkerShape, x: number, y: number, classes: string, hint = ''): string {
  const title = hint === '' ? '' : `<title>${escapeHtml(hint)}</title>`;
  const [l, r, t, b] = [x - size, x + size, y - size, y + size].map(px);
  switch (shape) {
    case 'dot':
      return `<circle cx="${px(x)}" cy="${px(y)}" r="${size - 0.5}" class="${classes}">${title}</circle>`;
    case 'ring':
      return `<circle cx="${px(x)}" cy="${px(y)}" r="${size - 1}" class="${classes} hollow">${title}</circle>`;
    case 'diamond':
      return `<path d="M${px(x)} ${t}L${r} ${px(y)}L${px(x)} ${b}L${l} ${px(y)}Z" class="${classes}">${title}</path>`;
    case 'triangle':
      return `<path d="M${px(x)} ${t}L${r} ${b}L${l} ${b}Z" class="${classes}">${title}</path>`;
    case 'cross':
      return `<path d="M${l} ${t}L${r} ${b}M${l} ${b}L${r} ${t}" class="${classes} strong">${title}</path>`;
  }
}
