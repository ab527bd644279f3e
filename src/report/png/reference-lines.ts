import type { Plugin } from 'chart.js';
import type { Reference } from '../view/chart-view.ts';
import { palette, paper } from './theme.ts';

/** Dashed lines with their names at limits, on the axis of memory. */
export function referenceLines(references: readonly Reference[]): Plugin {
  return {
    id: 'references',
    afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
      ctx.save();
      ctx.textAlign = 'right';
      let previous = Number.NEGATIVE_INFINITY;
      for (const { label, bytes, role } of references.toSorted((a, b) => b.bytes - a.bytes)) {
        const y = scales.y?.getPixelForValue(bytes) ?? 0;
        ctx.strokeStyle = palette[role];
        ctx.lineWidth = 2;
        ctx.setLineDash([8, 5]);
        ctx.beginPath();
        ctx.moveTo(chartArea.left, y);
        ctx.lineTo(chartArea.right, y);
        ctx.stroke();
        ctx.setLineDash([]);
        const textY = y - previous < 18 ? y + 16 : y - 6;
        ctx.strokeStyle = paper;
        ctx.lineWidth = 4;
        ctx.strokeText(label, chartArea.right - 6, textY);
        ctx.fillStyle = palette[role];
        ctx.fillText(label, chartArea.right - 6, textY);
        previous = y;
      }
      ctx.restore();
    },
  };
}
