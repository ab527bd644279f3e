import type { Death, RecordingAnalysis } from '../../analysis/document.ts';
import type { Recommendation } from '../../recommend/document.ts';
import type { Bucket } from '../series/bucket-series.ts';
import type { ContainerSeries, RecordingSeries } from '../series/recording-series.ts';
import type { Mark, PhaseBand, Reference, TimeChart } from './chart-view.ts';
import { deathWords } from './death-words.ts';
import type { Table } from './report-view.ts';
import { cell, count, measuredText, memoryText, momentText, numberText, rateText } from './wording.ts';

interface TimeChartRequest {
  readonly id: string;
  readonly title: string;
  readonly series: RecordingSeries;
  readonly container: ContainerSeries;
  readonly judged: RecordingAnalysis;
  readonly recommendation: Recommendation;
  readonly remarks: readonly string[];
}

/** A line further above the picture than this would flatten the memory into its floor; it is told in words instead. */
const headroomFactor = 1.6;
const sparkColumns = 48;

/** Memory of one container in one recording, with its limit, phases, kernel peaks, load and deaths. */
export function timeChart(request: TimeChartRequest): TimeChart {
  const { id, title, series, container, judged } = request;
  const phases = phaseBands(series, container);
  const marks = judged.deaths.filter((death) => death.container === container.container || series.containers.length === 1).map(markOf(judged));
  const peak = Math.max(1, ...container.buckets.map(({ usageMax }) => usageMax), ...phases.map(({ watermarkBytes }) => watermarkBytes ?? 0));
  const { references, above } = splitReferences(request, peak);
  const description = `Peak ${measuredText(peak)} in ${momentText(series.toMs - series.fromMs)}, ${count(phases.length, 'phase')}, ${count(marks.filter(({ kill }) => kill).length, 'kill')}.`;
  return {
    kind: 'time',
    id,
    title,
    description,
    table: phaseTable(series, container, phases, marks),
    fromMs: series.fromMs,
    toMs: Math.max(series.toMs, series.fromMs + 1),
    topBytes: Math.max(peak, ...references.map(({ bytes }) => bytes)),
    buckets: container.buckets,
    hints: container.buckets.map((bucket) => hint(bucket, container.cgroupVersion)),
    references,
    phases,
    marks,
    gaps: series.gaps.length > 0 ? series.gaps : judged.quality.gaps,
    load: series.load,
    loadTop: Math.max(0, ...series.load.map(({ perSecond }) => perSecond)),
    remarks: [...above, ...request.remarks],
    spark: sparkOf(container.buckets),
  };
}

function phaseBands(series: RecordingSeries, container: ContainerSeries): PhaseBand[] {
  return series.phases.map(({ phase, fromMs, toMs, offeredRate }) => {
    const watermark = container.watermarks.findLast((candidate) => candidate.phase === phase);
    const label = offeredRate === null ? phase : `${numberText(offeredRate)}/s`;
    return { label, fromMs, toMs, watermarkBytes: watermark?.bytes ?? null, watermarkOfPhase: watermark?.sinceReset ?? false };
  });
}

function markOf(judged: RecordingAnalysis): (death: Death) => Mark {
  const killed = new Set(judged.kills.map((death) => `${death.tMs} ${death.pid}`));
  return (death) => {
    const kill = killed.has(`${death.tMs} ${death.pid}`);
    return { tMs: death.tMs, kill, label: `${momentText(death.tMs)}: ${death.comm ?? 'a process'}, ${deathWords[death.class]}` };
  };
}

function splitReferences({ series, container, judged, recommendation }: TimeChartRequest, peak: number): { references: Reference[]; above: string[] } {
  const recommended = recommendation.containers.find(({ name }) => name === container.container || series.containers.length === 1)?.memory.limitBytes ?? null;
  const limitBytes = container.limitBytes ?? judged.limitBytes;
  const all: Reference[] = [{ label: `limit of this run ${memoryText(limitBytes)}`, bytes: limitBytes, role: 'limit' }];
  if (recommended !== null && recommended !== limitBytes)
    all.push({ label: `recommended limit ${memoryText(recommended)}`, bytes: recommended, role: 'recommended' });
  const finite = all.filter(({ bytes }) => Number.isFinite(bytes) && bytes > 0);
  const references = finite.filter(({ bytes }) => bytes <= peak * headroomFactor);
  const above = finite.filter(({ bytes }) => bytes > peak * headroomFactor).map(({ label }) => `The ${label} is above the picture.`);
  return { references, above };
}

function hint(bucket: Bucket, version: 1 | 2): string {
  const { parts } = bucket;
  const range = bucket.usageMin === bucket.usageMax ? measuredText(bucket.usageMax) : `${measuredText(bucket.usageMin)} to ${measuredText(bucket.usageMax)}`;
  const split = `anon ${measuredText(parts.anonBytes)}, shmem ${measuredText(parts.shmemBytes)}, kernel ${measuredText(parts.kernelBytes)}, file cache ${measuredText(parts.fileBytes)}`;
  return `${momentText(bucket.fromMs)}: ${range}; not reclaimable ${version === 1 ? 'at most ' : ''}${measuredText(bucket.hardMax)} (${split})`;
}

function phaseTable(series: RecordingSeries, container: ContainerSeries, phases: readonly PhaseBand[], marks: readonly Mark[]): Table {
  const columns = [
    { title: 'From', numeric: true },
    { title: 'What' },
    { title: 'Highest sample', numeric: true },
    { title: 'Not reclaimable', numeric: true },
    { title: 'Kernel peak', numeric: true },
    { title: 'Load', numeric: true },
  ];
  const rows = phases.map((phase) => {
    const inside = container.buckets.filter((bucket) => bucket.toMs >= phase.fromMs && bucket.fromMs <= phase.toMs);
    const highest = (pick: (bucket: Bucket) => number) => (inside.length === 0 ? null : Math.max(...inside.map(pick)));
    const load = series.load.filter((second) => second.fromMs >= phase.fromMs && second.fromMs < phase.toMs);
    const watermark = `${measuredText(phase.watermarkBytes)}${phase.watermarkBytes === null || phase.watermarkOfPhase ? '' : ' (since the start)'}`;
    const cells = [
      momentText(phase.fromMs),
      phase.label,
      measuredText(highest(({ usageMax }) => usageMax)),
      measuredText(highest(({ hardMax }) => hardMax)),
      watermark,
    ];
    return [...cells, load.length === 0 ? '' : rateText(Math.max(...load.map(({ perSecond }) => perSecond)))].map((text) => cell(text));
  });
  const deaths = marks.map(({ tMs, label, kill }) => [cell(momentText(tMs)), cell(label, kill ? 'bad' : 'neutral'), cell(''), cell(''), cell(''), cell('')]);
  return { caption: `Highest values per phase, and deaths, of ${series.recording}`, columns, rows: [...rows, ...deaths] };
}

/** The highest usage of each of some equal stretches: a spike stays visible in text too. */
function sparkOf(buckets: readonly Bucket[]): number[] {
  const per = Math.max(1, Math.ceil(buckets.length / sparkColumns));
  const columns = Array.from({ length: Math.ceil(buckets.length / per) }, (_, index) => buckets.slice(index * per, (index + 1) * per));
  return columns.map((column) => Math.max(...column.map(({ usageMax }) => usageMax)));
}
