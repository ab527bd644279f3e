import type { RecordingAnalysis } from '../../../analysis/document.ts';
import { thinned } from '../../series/bucket-series.ts';
import type { RecordingSeries } from '../../series/recording-series.ts';
import type { TimeChart } from '../chart-view.ts';
import type { ReportInput } from '../report-input.ts';
import type { Section } from '../report-view.ts';
import { timeChart } from '../time-chart.ts';
import { count, memoryText, momentText } from '../wording.ts';

/** Containers that are drawn per recording, those with the highest peaks. */
const drawnContainers = 3;
/** Columns of those beside the first: six full pictures of an hour would not fit the 2 MB of a report. */
const sideColumns = 400;

/** A representative run without a binding limit, and the run that failed at the highest limit. */
export function memoryOverTimeSection(input: ReportInput): Section {
  const { drawn, analysis } = input;
  const named = [
    { series: drawn.loose, what: 'A run with a limit that is not meant to bind', id: 'memory-over-time' },
    { series: drawn.failed, what: 'The failed run with the highest limit', id: 'memory-over-time-failed' },
  ];
  const charts = named.flatMap(({ series, what, id }) => {
    const judged = analysis.recordings.find(({ recording }) => recording === series?.recording);
    return series && judged ? chartsOf(input, series, judged, what, id) : [];
  });
  const paragraphs = [
    ...(charts.length === 0 ? ['There is no recording with samples to draw.'] : []),
    ...(input.drawn.failed || charts.length === 0 ? [] : [whyNoFailed(input)]),
  ];
  return { id: 'memory-over-time', title: 'Memory over time', weight: 'main', paragraphs, notes: holderNotes(analysis.recordings, drawn), charts, tables: [] };
}

function whyNoFailed({ recommendation }: ReportInput): string {
  const failed = recommendation.replays.some(({ outcome, purpose }) => (outcome === 'killed' || outcome === 'harmed') && purpose !== 'overload');
  return failed ? 'The recording of the run that failed cannot be shown.' : 'No run failed, so there is none to show beside it.';
}

function chartsOf(input: ReportInput, series: RecordingSeries, judged: RecordingAnalysis, what: string, id: string): TimeChart[] {
  const containers = series.containers
    .filter(({ buckets }) => buckets.length > 0)
    .toSorted((a, b) => b.peakBytes - a.peakBytes)
    .slice(0, drawnContainers);
  const left = series.containers.length - containers.length;
  return containers.map((container, index) => {
    const title = `${what}: ${series.recording}${series.containers.length > 1 ? `, container ${container.container}` : ''}`;
    const remarks = left > 0 && index === 0 ? [`${count(left, 'container')} with a lower peak ${left === 1 ? 'is' : 'are'} not drawn.`] : [];
    const drawn = index === 0 ? container : { ...container, buckets: thinned(container.buckets, sideColumns) };
    return timeChart({ id: index === 0 ? id : `${id}-${index + 1}`, title, series, container: drawn, judged, recommendation: input.recommendation, remarks });
  });
}

/** Who held the memory when it was highest, from the run that is drawn. */
function holderNotes(recordings: readonly RecordingAnalysis[], drawn: ReportInput['drawn']): Section['notes'] {
  const judged = recordings.find(({ recording }) => recording === (drawn.failed ?? drawn.loose)?.recording);
  const top = judged?.holders.toSorted((a, b) => b.rssBytes - a.rssBytes)[0];
  if (top === undefined) return [];
  const text = `${top.comm} (pid ${top.pid}, ${count(top.threads, 'thread')}) had ${memoryText(Math.round(top.rssBytes / 2 ** 20) * 2 ** 20)} resident at ${momentText(top.tMs)} of ${judged?.recording}.`;
  return [{ tone: 'neutral', label: 'Largest process', text }];
}
