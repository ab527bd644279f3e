import type { Chart } from '../view/chart-view.ts';
import { drawReplicasChart } from './hpa-replay.ts';
import { drawLimitsChart } from './limits-tried.ts';
import { drawLoadChart } from './memory-against-load.ts';
import { drawTimeChart } from './memory-over-time.ts';
import { drawRulesChart } from './other-rules.ts';
import { drawSpreadChart } from './spread.ts';

/** A chart as inline SVG whose colours come from the page. */
export function drawChart(chart: Chart): string {
  switch (chart.kind) {
    case 'time':
      return drawTimeChart(chart);
    case 'load':
      return drawLoadChart(chart);
    case 'limits':
      return drawLimitsChart(chart);
    case 'replicas':
      return drawReplicasChart(chart);
    case 'rules':
      return drawRulesChart(chart);
    case 'spread':
      return drawSpreadChart(chart);
  }
}
