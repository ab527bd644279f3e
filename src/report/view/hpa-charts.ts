import type { Hpa, HpaReplay } from '../../recommend/hpa/document.ts';
import type { ReplicasChart } from './chart-view.ts';
import type { Table } from './report-view.ts';
import { cell, count, momentText, numberText, rateText } from './wording.ts';

/** The ramp that the target is made for and one beside it; the others are in the table of the section. */
const drawnReplays = 2;
const tableRows = 40;

/** What the controller would do with the traffic of the plan, second by second. */
export function hpaCharts({ replays, capacity }: Hpa): ReplicasChart[] {
  return replays
    .filter(({ points }) => points.length > 1)
    .slice(0, drawnReplays)
    .map((replay, index) => chartOf(replay, capacity?.perPod ?? null, index === 0 ? 'hpa-replay' : `hpa-replay-${index + 1}`));
}

function chartOf(replay: HpaReplay, capacityPerPod: number | null, id: string): ReplicasChart {
  const { name, highestLoadPerPod, secondsAbove, mostReplicas, points } = replay;
  const carries = capacityPerPod === null ? '' : ` of ${rateText(capacityPerPod)} that it can carry`;
  const above = secondsAbove > 0 ? `above that for ${count(secondsAbove, 'second')}` : 'never above that';
  return {
    kind: 'replicas',
    id,
    title: `Simulated: ${name}`,
    description: `A pod is asked for at most ${rateText(highestLoadPerPod)}${carries}, ${above}; at most ${count(mostReplicas, 'replica')}. By the rules of the HPA controller; nothing was run.`,
    table: pointTable(name, points),
    points: points.map((point) => ({
      ...point,
      hint: `${momentText(point.second * 1000)}: ${rateText(point.load)} in all, ${rateText(point.loadPerPod)} per ready pod, ${count(point.replicas, 'replica')}, ${point.ready} ready`,
    })),
    capacityPerPod,
    spark: points.map(({ replicas }) => replicas),
  };
}

function pointTable(name: string, points: HpaReplay['points']): Table {
  const step = Math.max(1, Math.ceil(points.length / tableRows));
  const table = {
    caption: `Simulated: ${name}`,
    columns: ['At', 'Load of the service', 'Load per ready pod', 'Replicas', 'Ready'].map((title) => ({ title, numeric: true })),
    rows: points
      .filter((_, index) => index % step === 0)
      .map(({ second, load, loadPerPod, replicas, ready }) =>
        [momentText(second * 1000), rateText(load), rateText(loadPerPod), numberText(replicas, 0), numberText(ready, 0)].map((text) => cell(text)),
      ),
  };
  return step === 1 ? table : { ...table, leftOut: `Every ${step}th moment; all of them are in recommendation.json.` };
}
