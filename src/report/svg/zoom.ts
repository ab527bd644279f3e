import type { Plot } from './frame.ts';
import { px } from './scale.ts';

/** What the marks of an axis are, so that the script of the page can write new ones when a part is looked at more closely. */
export type AxisKind = 'time' | 'number' | 'memory';

export interface ZoomAxis {
  readonly kind: AxisKind;
  /** Values at the two ends of the axis. */
  readonly from: number;
  readonly to: number;
}

/** Attributes of a picture of which parts can be looked at more closely: where its data lie and what its axes mean. */
export function zoomAttributes(plot: Plot, x: ZoomAxis, y?: ZoomAxis): string {
  const area = `data-plot="${[plot.left, plot.right, plot.top, plot.bottom].map(px).join(' ')}"`;
  const axis = (name: string, { kind, from, to }: ZoomAxis) => ` data-${name}="${kind} ${from} ${to}"`;
  return `${area}${axis('x', x)}${y === undefined ? '' : axis('y', y)}`;
}

/** A window on lines and areas, in the coordinates of the picture; the script moves what is seen through it. Outside of it nothing is drawn. */
export function plane(left: number, top: number, right: number, bottom: number, content: string): string {
  const [x, y, width, height] = [left, top, right - left, bottom - top].map(px);
  return `<svg class="plane" x="${x}" y="${y}" width="${width}" height="${height}" viewBox="${x} ${y} ${width} ${height}" preserveAspectRatio="none">${content}</svg>`;
}

/** A sign or text that moves with its place and keeps its shape. `needs`: pixels that it takes, shown only where its stretch of `room` pixels has them. */
export function placed(content: string, x: number, y?: number, stretch?: { readonly room: number; readonly needs: number }): string {
  const room = stretch === undefined ? '' : ` data-room="${px(stretch.room)} ${px(stretch.needs)}"`;
  const hidden = stretch !== undefined && stretch.room < stretch.needs ? ' visibility="hidden"' : '';
  return content === '' ? '' : `<g class="at" data-at="${px(x)}${y === undefined ? '' : ` ${px(y)}`}"${room}${hidden}>${content}</g>`;
}
