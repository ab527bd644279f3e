import type { RecordingAnalysis } from '../../../analysis/document.ts';
import type { SpreadChart, SpreadRow } from '../chart-view.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Section, Table } from '../report-view.ts';
import { cell, count, measuredText } from '../wording.ts';

const sources = [
  { source: 'hardPart', label: 'not reclaimable' },
  { source: 'sampled', label: 'highest sample' },
  { source: 'watermark', label: 'kernel peak' },
] as const;

/** How much the peak differs between runs of the same plan at the loose limit. */
export function spreadSection({ analysis }: JudgedDocuments): Section {
  const section = { id: 'spread', title: 'Peaks from run to run', weight: 'main', notes: [], tables: [] } as const;
  const recordings = analysis.recordings.filter(({ purpose }) => purpose === 'record');
  const rows = recordings.map(rowOf).filter(({ peaks }) => peaks.length > 0);
  if (rows.length === 0) return { ...section, paragraphs: ['There is no recording at the loose limit whose peak is known.'], charts: [] };
  const censored = rows.filter((row) => row.censored).length;
  const paragraphs = censored === 0 ? [] : [`In ${count(censored, 'run')} a limit cut the peak: what is shown there is less than the workload asked for.`];
  return { ...section, paragraphs, charts: [spreadChart(rows, recordings)] };
}

function rowOf(recording: RecordingAnalysis): SpreadRow {
  const peaks = sources.flatMap(({ source, label }) => {
    const bytes = recording.peakBytes[source];
    return bytes === null || !Number.isFinite(bytes) ? [] : [{ source, bytes, hint: `${recording.recording}: ${label} ${measuredText(bytes)}` }];
  });
  return { label: recording.recording, censored: !recording.uncensored, peaks };
}

function spreadChart(rows: readonly SpreadRow[], recordings: readonly RecordingAnalysis[]): SpreadChart {
  const all = rows.flatMap(({ peaks }) => peaks.map(({ bytes }) => bytes));
  const spark = rows.map(({ peaks }) => Math.max(...peaks.map(({ bytes }) => bytes)));
  const difference = Math.max(...spark) - Math.min(...spark);
  return {
    kind: 'spread',
    id: 'spread',
    title: 'Peak of each run at the loose limit',
    description: `${count(rows.length, 'run')}; the highest and lowest peak are ${measuredText(difference)} apart.`,
    table: peakTable(recordings),
    rows,
    topBytes: Math.max(1, ...all),
    spark,
  };
}

function peakTable(recordings: readonly RecordingAnalysis[]): Table {
  return {
    caption: 'Peaks of the runs at the loose limit',
    columns: [
      { title: 'Recording' },
      { title: 'Not reclaimable', numeric: true },
      { title: 'Highest sample', numeric: true },
      { title: 'Kernel peak', numeric: true },
      { title: 'Before ready', numeric: true },
      { title: 'Kept after load', numeric: true },
      { title: 'Cut by a limit' },
    ],
    rows: recordings.map(({ recording, peakBytes, startupPeakBytes, retainedBytes, uncensored, limitHits }) => [
      cell(recording),
      cell(measuredText(peakBytes.hardPart)),
      cell(measuredText(peakBytes.sampled)),
      cell(measuredText(peakBytes.watermark)),
      cell(measuredText(startupPeakBytes)),
      cell(measuredText(retainedBytes)),
      cell(uncensored ? 'no' : `yes, ${count(limitHits, 'hit')}`, uncensored ? 'neutral' : 'warn'),
    ]),
  };
}
