import type { ChartConfiguration } from 'chart.js';
import type { Chart } from '../view/chart-view.ts';
import { replicasConfig } from './hpa-replay.ts';
import { limitsConfig } from './limits-tried.ts';
import { loadConfig } from './memory-against-load.ts';
import { timeConfig } from './memory-over-time.ts';
import { rulesConfig } from './other-rules.ts';
import { spreadConfig } from './spread.ts';

/** What chart.js is told to draw. */
export function configOf(chart: Chart): ChartConfiguration {
  switch (chart.kind) {
    case 'time':
      return timeConfig(chart);
    case 'load':
      return loadConfig(chart);
    case 'limits':
      return limitsConfig(chart);
    case 'replicas':
      return replicasConfig(chart);
    case 'rules':
      return rulesConfig(chart);
    case 'spread':
      return spreadConfig(chart);
  }
}
