import type { Analysis, Death, RecordingAnalysis } from '../../../analysis/document.ts';
import { deathWords } from '../death-words.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Section, Table } from '../report-view.ts';
import { cell, count, memoryText, momentText } from '../wording.ts';

/** A crash loop can fill pages; the rest is in the document that the report was made from. */
const shownDeaths = 100;

/** Every kill with its evidence, and the deaths that were none. */
export function killsSection({ analysis }: JudgedDocuments): Section {
  const kills = rowsOf(analysis, ({ kills }) => kills);
  const others = rowsOf(analysis, ({ kills, deaths }) => deaths.filter((death) => !kills.some((kill) => sameDeath(kill, death))));
  const tables = [kills.length > 0 ? [deathTable('Kills', kills)] : [], others.length > 0 ? [deathTable('Deaths that were no kill', others)] : []].flat();
  const paragraphs =
    kills.length === 0
      ? ['Nothing was killed in any recording.']
      : [`${count(kills.length, 'kill')} in all recordings together, those of limits that were expected to fail among them.`];
  return { id: 'kills', title: 'Kills and their evidence', weight: 'detail', paragraphs, notes: [], charts: [], tables };
}

interface DeathRow {
  readonly recording: RecordingAnalysis;
  readonly death: Death;
}

function rowsOf({ recordings }: Analysis, pick: (recording: RecordingAnalysis) => readonly Death[]): DeathRow[] {
  return recordings.flatMap((recording) => pick(recording).map((death) => ({ recording, death })));
}

const sameDeath = (a: Death, b: Death) => a.tMs === b.tMs && a.pid === b.pid && a.class === b.class;

function deathTable(caption: string, rows: readonly DeathRow[]): Table {
  const columns = ['Run', 'At', 'Phase', 'Container', 'Process', 'What happened', 'How certain', 'Evidence'].map((title) => ({ title }));
  const table = { caption, columns, rows: rows.slice(0, shownDeaths).map(deathCells) };
  return rows.length > shownDeaths ? { ...table, leftOut: `${rows.length - shownDeaths} more are in analysis.json.` } : table;
}

function deathCells({ recording, death }: DeathRow) {
  const process = `${death.comm ?? 'unknown'}${death.pid === null ? '' : ` (${death.pid})`}, ${death.mainProcess ? 'main process' : 'not the main process'}`;
  const evidence = death.evidence.map(({ source, text, tMs }) => `${source} at ${momentText(tMs)}: ${text}`);
  return [
    cell(recording.recording, undefined, [`limit ${memoryText(recording.limitBytes)}`]),
    cell(momentText(death.tMs)),
    cell(death.phase),
    cell(death.container),
    cell(process),
    cell(deathWords[death.class], undefined, death.limitOwner === null ? [] : [`limit of ${death.limitOwner}`]),
    cell(death.confidence, death.confidence === 'certain' ? 'neutral' : 'warn'),
    cell(evidence[0] ?? 'none', undefined, evidence.slice(1)),
  ];
}
