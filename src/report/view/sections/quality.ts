import type { RecordingAnalysis } from '../../../analysis/document.ts';
import { recordingAnchor } from '../evidence-links.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Section, Table } from '../report-view.ts';
import { cell, count, durationText, measuredText, memoryText, momentText, percentText } from '../wording.ts';

/** How well each recording was made: what was not heard or not sampled is shown beside what was. */
export function qualitySection({ analysis }: JudgedDocuments): Section {
  const { recordings } = analysis;
  const paragraphs = recordings.length === 0 ? ['There are no recordings.'] : [];
  return {
    id: 'quality',
    title: 'Quality of the measurement',
    weight: 'detail',
    paragraphs,
    notes: [],
    charts: [],
    tables: recordings.length === 0 ? [] : [recordingTable(recordings), ...noteTables(recordings)],
  };
}

function recordingTable(recordings: readonly RecordingAnalysis[]): Table {
  const titles = [
    'Recording',
    'Limit',
    'Ended',
    'Lasted',
    'Ready after',
    'Samples late',
    'Samples missed',
    'Gaps',
    'Kernel log',
    'Page cache',
    'File cache when ready',
    'Host busy',
    'Restarts',
  ];
  return {
    caption: 'Recordings of this run',
    columns: titles.map((title) => ({ title })),
    rows: recordings.map(recordingCells),
    rowIds: recordings.map(({ recording }) => recordingAnchor(recording)),
  };
}

function recordingCells(recording: RecordingAnalysis) {
  const { quality } = recording;
  const missed = quality.ticksMissed > 0 ? 'warn' : 'neutral';
  return [
    cell(recording.recording, undefined, [`${recording.purpose}, seed ${recording.seed}`]),
    cell(memoryText(recording.limitBytes)),
    cell(quality.interrupted ? 'interrupted' : recording.outcome, quality.interrupted || recording.outcome === 'error' ? 'warn' : 'neutral'),
    cell(durationText(recording.durationMs)),
    cell(momentText(recording.readyMs)),
    cell(`${quality.ticksLate} of ${quality.ticksDue}`),
    cell(`${quality.ticksMissed}`, missed),
    cell(gapText(quality.gaps), quality.gaps.length === 0 ? 'neutral' : 'warn'),
    cell(quality.kernelLog, quality.kernelLog === 'heard' ? 'neutral' : 'warn'),
    cell(quality.coldCache, quality.coldCache === 'unavailable' || quality.coldCache === 'unknown' ? 'warn' : 'neutral'),
    cell(measuredText(recording.startupFileBytes)),
    cell(percentText(quality.hostBusyShare)),
    cell(String(recording.restarts)),
  ];
}

function gapText(gaps: RecordingAnalysis['quality']['gaps']): string {
  if (gaps.length === 0) return 'none';
  return `${count(gaps.length, 'gap')}, ${durationText(gaps.reduce((total, { fromMs, toMs }) => total + toMs - fromMs, 0))}`;
}

/** The same note in every recording is one row: what differs would drown among what does not. */
function noteTables(recordings: readonly RecordingAnalysis[]): Table[] {
  const notes = recordings.flatMap(({ recording, quality }) => {
    const gaps = quality.gaps.map(({ reason }) => ({ code: 'gap', text: reason }));
    return [...quality.notes, ...gaps].map(({ code, text }) => ({ recording, code, text }));
  });
  if (notes.length === 0) return [];
  const rows = [...Map.groupBy(notes, ({ code, text }) => `${code}: ${text}`).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = [...new Set(group.map(({ recording }) => recording))];
    return [[cell(first.code), cell(first.text), cell(names.length === recordings.length && names.length > 1 ? 'all' : names.join(', '))]];
  });
  return [{ caption: 'Notes of the recordings', columns: [{ title: 'Note' }, { title: 'What it says', wide: true }, { title: 'Recordings' }], rows }];
}
