import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { Chart, type ChartConfiguration, type Plugin, registerables } from 'chart.js';
import { fontFamily, paper, size } from './theme.ts';

/** Slim containers have no fonts at all, and the same run must give the same picture everywhere: the font is always our own. */
const fontFiles = ['@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff', '@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff'];

/** chart.js leaves the ground transparent, which is unreadable on a dark page. */
const background: Plugin = {
  id: 'background',
  beforeDraw: ({ ctx, width, height }) => {
    ctx.save();
    ctx.fillStyle = paper;
    ctx.fillRect(0, 0, width, height);
    ctx.restore();
  },
};

/** A function that paints one chart as PNG. */
export async function openPainter(): Promise<(config: ChartConfiguration) => Uint8Array> {
  const { resolve } = createRequire(import.meta.url);
  if (!GlobalFonts.has(fontFamily)) for (const file of fontFiles) GlobalFonts.registerFromPath(resolve(file), fontFamily);
  Chart.register(...registerables);
  Chart.defaults.font.family = fontFamily;
  Chart.defaults.font.size = 13;
  return paint;
}

function paint(config: ChartConfiguration): Uint8Array {
  const canvas = createCanvas(size.width, size.height);
  const options = { ...config.options, animation: false, responsive: false, clip: false, layout: { padding: 18 }, devicePixelRatio: size.pixelRatio } as const;
  const chart = new Chart(canvas as never, { ...config, options, plugins: [background, ...(config.plugins ?? [])] });
  const png = canvas.toBuffer('image/png');
  chart.destroy();
  return png;
}
