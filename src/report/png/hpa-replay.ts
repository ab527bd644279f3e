import type { ChartConfiguration, ChartDataset } from 'chart.js';
import { formatDuration } from '../../shared/duration.ts';
import { decimalTicks, timeTicks } from '../svg/scale.ts';
import type { ReplicasChart } from '../view/chart-view.ts';
import { numberText, rateText } from '../view/wording.ts';
import { commonPlugins, linearAxis } from './axes.ts';
import { palette } from './theme.ts';

type Line = ChartDataset<'line', { x: number; y: number }[]>;

/** Load per pod on the left axis, replicas on the right one. */
export function replicasConfig({ title, description, points, capacityPerPod }: ReplicasChart): ChartConfiguration {
  const [from, to] = [(points[0]?.second ?? 0) * 1000, (points.at(-1)?.second ?? 1) * 1000];
  const of = (value: (point: ReplicasChart['points'][number]) => number) => points.map((point) => ({ x: point.second * 1000 - from, y: value(point) }));
  const plain = { pointRadius: 0, pointStyle: 'line' } as const;
  const perPod: Line = { ...plain, label: 'load per ready pod', data: of(({ loadPerPod }) => loadPerPod), borderColor: palette.hard, borderWidth: 2 };
  const capacity: Line[] =
    capacityPerPod === null
      ? []
      : [{ ...plain, label: 'what a pod can carry', data: of(() => capacityPerPod), borderColor: palette.limit, borderWidth: 2, borderDash: [8, 4] }];
  const steps: Line[] = [
    { ...plain, label: 'ready', data: of(({ ready }) => ready), borderColor: palette.anon, borderWidth: 2, stepped: true, yAxisID: 'replicas' },
    { ...plain, label: 'replicas', data: of(({ replicas }) => replicas), borderColor: palette.faint, borderWidth: 2, stepped: true, yAxisID: 'replicas' },
  ];
  const loads = decimalTicks(Math.max(...points.map(({ loadPerPod }) => loadPerPod), capacityPerPod ?? 0) * 1.05, 5);
  const counts = decimalTicks(Math.max(...points.map(({ replicas }) => replicas), 1) * 2, 5);
  const scales = {
    x: { ...linearAxis(timeTicks(to - from), '', (ms) => (ms === 0 ? '0' : formatDuration(ms)), false), max: to - from },
    y: linearAxis(loads, 'load per ready pod', rateText),
    replicas: { ...linearAxis(counts, 'replicas', (value) => numberText(value), false), position: 'right' },
  };
  return {
    type: 'line',
    data: { datasets: [perPod, ...capacity, ...steps] },
    options: { plugins: commonPlugins(title, description), scales },
  } as ChartConfiguration;
}
