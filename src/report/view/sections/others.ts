import type { Analysis, RecordingAnalysis } from '../../../analysis/document.ts';
import type { Other } from '../../../recommend/document.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Cell, Note, Section, Table, Tone } from '../report-view.ts';
import { rulesCharts } from '../rules-chart.ts';
import { cell, durationText, measuredText } from '../wording.ts';

type History = Other['history'];

/** What others would have set from the same recordings, and what became of such numbers when they were replayed. */
export function othersSection({ analysis, recommendation }: JudgedDocuments): Section {
  const section = { id: 'others', title: 'What others would have said', weight: 'main' } as const;
  const others = recommendation.others ?? [];
  if (others.length === 0)
    return {
      ...section,
      paragraphs: ['No recording at the loose limit holds a working set, so nothing can be said about other rules.'],
      notes: [],
      charts: [],
      tables: [],
    };
  const paragraphs = [
    'The published rules of other systems, applied to the recordings at the loose limit one after another. They read instants of the working set (usage without inactive file cache), never the peak between two instants, and none of them runs the workload again at its number.',
    kernelPeak(analysis.recordings),
    'From this test: what the rule says with these recordings alone. Repeated: what it would say had production been the same all the time that it looks back on. As a limit: by the limits that were tried in this run, requests too.',
  ];
  return { ...section, paragraphs, notes: leakNotes(analysis), charts: rulesCharts(others, recommendation), tables: [othersTable(others)] };
}

/** What an instant is to be compared with. */
function kernelPeak(recordings: readonly RecordingAnalysis[]): string {
  const peaks = recordings.filter(({ purpose }) => purpose === 'record').flatMap(({ peakBytes }) => peakBytes.watermark ?? []);
  return peaks.length === 0
    ? 'The kernel kept no peak of them.'
    : `The kernel's own peak in them was ${measuredText(Math.max(...peaks))}, file cache included.`;
}

/** A rule that looks at the past only takes the last value of a leak for the need. */
function leakNotes({ leak }: Analysis): Note[] {
  if (leak.verdict !== 'leak') return [];
  return [{ tone: 'warn', label: 'It leaks', text: 'Each of these numbers is reached in time: the rules size what had leaked when the recordings ended.' }];
}

function othersTable(others: readonly Other[]): Table {
  return {
    caption: "Other rules' numbers from the same recordings",
    columns: [
      { title: 'Rule' },
      { title: 'Looks every', numeric: true },
      { title: 'From this test' },
      { title: 'Repeated' },
      { title: 'As a limit' },
      { title: 'Why it differs' },
    ],
    rows: [...Map.groupBy(others, ({ rule }) => rule)].map(([rule, rows]) => rowOf(rule, rows)),
  };
}

/** The number after the longer history is the one that a cluster would run with, so its fate and reason are shown. */
function rowOf(rule: string, rows: readonly Other[]): Cell[] {
  const of = (history: History) => rows.filter((row) => row.history === history);
  const repeated = of('repeated');
  const shown = repeated.length > 0 ? repeated : of('test');
  return [
    cell(rule),
    cell(durationText(rows[0]?.sampledEveryMs)),
    valueCell(of('test')),
    repeated.length > 0 ? valueCell(repeated) : cell('as from the test'),
    fateCell(shown),
    whyCell(rows, shown),
  ];
}

function valueCell(rows: readonly Other[]): Cell {
  const refused = rows.find((row) => row.refused !== null);
  if (refused !== undefined) return cell('refuses', 'warn');
  const [request, limit] = (['request', 'limit'] as const).map((field) => rows.find((row) => row.field === field));
  if (request !== undefined && limit !== undefined && request.valueBytes === limit.valueBytes) return cell(measuredText(limit.valueBytes), undefined, ['both']);
  const lines = [request, limit].flatMap((row) => (row === undefined ? [] : [`${measuredText(row.valueBytes)} ${row.field}`]));
  return cell(lines[0] ?? '', undefined, lines.slice(1));
}

const tones: Readonly<Record<Other['replayed']['outcome'], Tone>> = { 'would pass': 'good', 'would fail': 'bad', 'not replayed': 'neutral' };

/** The limit where there is one, else the request. */
function fateCell(rows: readonly Other[]): Cell {
  const row = deciding(rows);
  if (row === undefined) return cell('');
  if (row.valueBytes === null) return cell('nothing to replay');
  const { outcome, why } = row.replayed;
  return cell(outcome, tones[outcome], [why]);
}

function deciding(rows: readonly Other[]): Other | undefined {
  return rows.find((row) => row.field === 'limit') ?? rows[0];
}

function whyCell(all: readonly Other[], shown: readonly Other[]): Cell {
  const refusal = all.find((row) => row.history === 'test' && row.refused !== null && !shown.includes(row));
  return cell(deciding(shown)?.why ?? '', undefined, refusal === undefined ? [] : [`From this test: ${refusal.refused}`]);
}
