import type { Recommendation, Replay } from '../../../recommend/document.ts';
import { compareText } from '../../series/compare-text.ts';
import type { LimitRow, LimitsChart, Reference } from '../chart-view.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Section, Table, Tone } from '../report-view.ts';
import { cell, count, measuredText, memoryText, numberText } from '../wording.ts';

/** Every limit that was tried and how each run at it ended. */
export function limitsTriedSection({ recommendation }: JudgedDocuments): Section {
  const { replays } = recommendation;
  const title = 'Limits that were tried';
  if (replays.length === 0)
    return { id: 'limits-tried', title, weight: 'main', paragraphs: ['No limit was tried: nothing was run again.'], notes: [], charts: [], tables: [] };
  const table = replayTable(replays);
  return { id: 'limits-tried', title, weight: 'main', paragraphs: [], notes: [], charts: [limitsChart(recommendation, table)], tables: [] };
}

function limitsChart(recommendation: Recommendation, table: Table): LimitsChart {
  const references = referencesOf(recommendation);
  const limits = [...new Set(recommendation.replays.map((replay) => replay.limitBytes))].sort((a, b) => b - a);
  const rows = limits.map((bytes): LimitRow => {
    const replays = recommendation.replays.filter((replay) => replay.limitBytes === bytes);
    const remarks = references.filter((reference) => reference.bytes === bytes).map(({ label }) => label);
    return {
      label: memoryText(bytes),
      bytes,
      remarks,
      replays: replays.map((replay) => ({ outcome: replay.outcome, overload: isOverload(replay), hint: hint(replay) })),
    };
  });
  const failed = recommendation.replays.filter(({ outcome }) => outcome === 'killed' || outcome === 'harmed').length;
  const description = `${count(recommendation.replays.length, 'run')} at ${count(limits.length, 'limit')}, ${failed} of them failed. Highest limit first.`;
  return { kind: 'limits', id: 'limits-tried', title: 'Outcome by limit', description, table, rows, references };
}

function referencesOf({ containers, current }: Recommendation): Reference[] {
  const [only, ...others] = containers;
  const references: { label: string; bytes: number | null; role: Reference['role'] }[] = [
    { label: 'in the manifest', bytes: current.limitBytes, role: 'limit' },
  ];
  if (only !== undefined && others.length === 0) {
    references.push({ label: 'need', bytes: only.memory.needBytes, role: 'need' });
    references.push({ label: 'recommended', bytes: only.memory.limitBytes, role: 'recommended' });
  }
  return references.flatMap((reference) => (reference.bytes === null ? [] : [{ ...reference, bytes: reference.bytes }]));
}

const isOverload = (replay: Replay) => replay.purpose === 'overload' || replay.loadFactor > 1;

function hint(replay: Replay): string {
  const load = isOverload(replay) ? ` at ${numberText(replay.loadFactor, 2)} x peak` : '';
  return `${replay.recording}: ${replay.outcome}${load}${replay.why === '' ? '' : `, ${replay.why}`}`;
}

const tones: Readonly<Record<Replay['outcome'], Tone>> = { pass: 'good', killed: 'bad', harmed: 'bad', error: 'warn' };

function replayTable(replays: readonly Replay[]): Table {
  const sorted = replays.toSorted((a, b) => b.limitBytes - a.limitBytes || compareText(a.recording, b.recording));
  return {
    caption: 'All runs at a tried limit, highest limit first',
    columns: [
      { title: 'Limit', numeric: true },
      { title: 'Run' },
      { title: 'For' },
      { title: 'Outcome' },
      { title: 'Kills', numeric: true },
      { title: 'How it failed', wide: true },
      { title: 'Seed', numeric: true },
      { title: 'Load', numeric: true },
      { title: 'File cache when ready', numeric: true },
    ],
    rows: sorted.map((replay) => [
      cell(memoryText(replay.limitBytes)),
      cell(replay.recording),
      cell(replay.purpose),
      cell(replay.outcome, tones[replay.outcome]),
      cell(String(replay.kills)),
      cell(replay.harm[0] ?? replay.why, undefined, replay.harm.slice(1)),
      cell(String(replay.seed)),
      cell(`${numberText(replay.loadFactor, 2)} x`),
      cell(measuredText(replay.fileBytesAtReady)),
    ]),
  };
}
