import type { Hpa } from '../../../recommend/hpa/document.ts';
import { hpaCharts } from '../hpa-charts.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Note, Section, Table } from '../report-view.ts';
import { cell, count, memoryText, numberText, percentText, sentence } from '../wording.ts';

const resources = { cpu: 'CPU', memory: 'Memory' } as const;

/** At which use to add pods, how many at least and at most, and what the controller would do with the traffic of the plan. Left out of documents without it. */
export function hpaSection({ recommendation: { hpa } }: JudgedDocuments): Section | undefined {
  if (hpa === undefined) return undefined;
  const some = hpa.metrics.length > 0;
  return {
    id: 'hpa',
    title: 'Autoscaling',
    weight: some ? 'main' : 'detail',
    paragraphs: some
      ? [...(hpa.minReplicas === null ? [] : [sentence(hpa.why)]), ...capacityText(hpa), sentence(hpa.replicasWhy), ...nodeText(hpa)]
      : [`No target is recommended: ${sentence(hpa.why)}`],
    notes: notesOf(hpa),
    charts: hpaCharts(hpa),
    tables: [
      ...(some ? [metricsTable(hpa)] : []),
      ...(hpa.replays.length > 0 ? [replaysTable(hpa)] : []),
      ...(hpa.others.length > 0 ? [othersTable(hpa)] : []),
    ],
  };
}

function capacityText({ capacity, threshold }: Hpa): string[] {
  if (capacity === null || threshold === null) return [];
  return [
    `${sentence(capacity.why)} The target leaves room for what comes before a new pod helps: ${sentence(threshold.why)} It survives a growth of up to ${percentText(threshold.steepestGrowthPerSecond)} a second.`,
  ];
}

function nodeText({ nodeMemory, maxReplicas }: Hpa): string[] {
  if (nodeMemory === null || maxReplicas === null) return [];
  const { requestBytes, limitBytes } = nodeMemory;
  return [
    `At ${count(maxReplicas, 'pod')} the nodes must have ${memoryText(requestBytes)} to give away by request, and ${memoryText(limitBytes)} for all of them at their limit.`,
  ];
}

function notesOf(hpa: Hpa): Note[] {
  const passed = hpa.replays.filter(({ passesLimit }) => passesLimit === true);
  return [
    ...hpa.conflicts.map(
      (name): Note => ({
        tone: 'warn',
        label: 'Conflict',
        text: `${name} of the manifests scales the same workload: two autoscalers work against each other.`,
      }),
    ),
    ...passed.map(({ name }): Note => ({ tone: 'bad', label: 'Passes its limit', text: `In ${name} a pod would pass its memory limit.` })),
    ...hpa.refused.map(({ resource, why }): Note => ({ tone: 'neutral', label: `No ${resource === 'cpu' ? 'CPU' : 'memory'} target`, text: sentence(why) })),
  ];
}

function metricsTable({ metrics, minReplicas, maxReplicas }: Hpa): Table {
  const replicas = (value: number | null) => (value === null ? 'needs traffic' : String(value));
  return {
    caption: 'Targets of the HorizontalPodAutoscaler',
    columns: [
      { title: 'Metric' },
      { title: 'Average utilization', numeric: true },
      { title: 'minReplicas', numeric: true },
      { title: 'maxReplicas', numeric: true },
      { title: 'Why' },
    ],
    rows: metrics.map(({ type, resource, averageUtilization, why }) => [
      cell(`${resources[resource]} (${type})`),
      cell(`${averageUtilization} %`),
      cell(replicas(minReplicas)),
      cell(replicas(maxReplicas)),
      cell(why),
    ]),
  };
}

function replaysTable({ replays, capacity }: Hpa): Table {
  const carries = capacity === null ? '' : `, of ${numberText(capacity.perPod)}/s that it can carry`;
  return {
    caption: "The traffic of the plan against the controller's own rules",
    columns: [
      { title: 'Traffic' },
      { title: `Highest load of a pod${carries}` },
      { title: 'Time above', numeric: true },
      { title: 'Most replicas', numeric: true },
      { title: 'After it', numeric: true },
    ],
    rows: replays.map(({ name, highestLoadPerPod, secondsAbove, mostReplicas, endReplicas }) => [
      cell(name),
      cell(`${numberText(highestLoadPerPod)}/s`, secondsAbove > 0 ? 'bad' : 'good'),
      cell(`${secondsAbove} s`),
      cell(String(mostReplicas)),
      cell(String(endReplicas)),
    ]),
  };
}

function othersTable({ others }: Hpa): Table {
  return {
    caption: 'What the usual targets would have done with the same requests',
    columns: [{ title: 'Rule' }, { title: 'Target', numeric: true }, { title: 'Holds' }, { title: 'Why' }],
    rows: others.map(({ rule, resource, averageUtilization, holds, why }) => [
      cell(rule),
      cell(`${resource === 'cpu' ? 'CPU' : 'memory'} ${averageUtilization} %`),
      holds === null ? cell('not known') : holds ? cell('yes', 'good') : cell('no', 'bad'),
      cell(sentence(why)),
    ]),
  };
}
