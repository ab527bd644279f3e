import { type LegendEntry, text } from './frame.ts';
import { marker } from './marker.ts';
import { px } from './scale.ts';

/** Average width of a character at the size of the legend, pixels; a little too wide rather than too narrow. */
const characterPx = 7.6;

/** Names of the colours in one or more lines above the picture. */
export function legend(entries: readonly LegendEntry[], left: number, right: number, top: number): { svg: string; height: number } {
  let x = left;
  let y = top;
  const parts = entries.map((entry) => {
    const width = 26 + entry.label.length * characterPx;
    if (x + width > right && x > left) {
      x = left;
      y += 20;
    }
    const drawn = swatch(entry, x, y) + text(x + 22, y + 4, entry.label, 'legend');
    x += width + 8;
    return drawn;
  });
  return { svg: parts.join(''), height: y - top + 20 };
}

function swatch({ shape, mark }: LegendEntry, x: number, y: number): string {
  if (shape === 'area') return `<rect x="${px(x)}" y="${px(y - 6)}" width="16" height="12" class="${mark}"/>`;
  if (shape === 'line' || shape === 'dashed') return `<line x1="${px(x)}" y1="${px(y)}" x2="${px(x + 16)}" y2="${px(y)}" class="${mark}"/>`;
  return marker(shape, x + 8, y, mark);
}
