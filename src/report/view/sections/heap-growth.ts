import type { HeapEvidence, HeapGrowth } from '../../../analysis/heap/document.ts';
import { grownWords, heapBlindSpots } from '../../../analysis/heap/words.ts';
import type { LeakVerdict } from '../../../analysis/leak/document.ts';
import { formatMemory } from '../../../shared/quantity.ts';
import type { Note, Section, Table } from '../report-view.ts';
import { cell, measuredText, percentText, sentence } from '../wording.ts';

type HeapPart = Pick<Section, 'paragraphs' | 'notes' | 'tables'>;

const nothing: HeapPart = { paragraphs: [], notes: [], tables: [] };

/** What grew on the heap of a Node process, beside the leak verdict, of which it is no part. Nothing where nobody asked. */
export function heapPart(heap: HeapEvidence | undefined, verdict: LeakVerdict['verdict']): HeapPart {
  if (heap === undefined) return nothing;
  const note: Note = { tone: heap.where === 'outside' || heap.growth === null ? 'warn' : 'neutral', label: 'On the heap', text: textOf(heap, verdict) };
  if (heap.growth === null) return { ...nothing, notes: [note] };
  return { paragraphs: [`${originOf(heap, heap.growth)} ${heapBlindSpots}`], notes: [note], tables: heap.growth.rows.length > 0 ? [tableOf(heap.growth)] : [] };
}

function textOf({ why, where }: HeapEvidence, verdict: LeakVerdict['verdict']): string {
  const noVerdict = where !== null && where !== 'none' && verdict !== 'leak';
  return `${sentence(why)}${noVerdict ? ' Growth between two points is no leak by itself: a cache that fills grows too.' : ''}`;
}

function originOf({ recording }: HeapEvidence, { program, pid, others }: HeapGrowth): string {
  const rest = others === 0 ? '' : `, the largest of ${others + 1} that could have been asked`;
  return `From ${recording}, which counts for no other number: two snapshots of ${program} (process ${pid}${rest}), each at rest after the peak level.`;
}

/** For a terminal, which has two lines for it. Empty where nobody asked. */
export function heapLine(heap: HeapEvidence | undefined): string {
  if (heap === undefined) return '';
  const { growth, where, share, why } = heap;
  if (growth === null || where === 'none' || where === 'outside' || where === 'undecided') return `Heap: ${sentence(why)}`;
  const of = share === null ? '' : `, ${percentText(Math.max(0, Math.min(1, share)))} of what the process grew by`;
  return `Heap: +${measuredText(growth.second.bytes - growth.first.bytes)} between two equal loads${of}: ${grownWords(growth)}.`;
}

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

function tableOf({ rows, rest, iterations }: HeapGrowth): Table {
  const each = (count: number): string => (iterations === null || iterations === 0 ? '' : String(Number((count / iterations).toPrecision(2))));
  const grown = (count: number, bytes: number) => [cell(signed(count, String(count))), cell(each(count)), cell(signed(bytes, formatMemory(bytes)))];
  return {
    caption: `What the second snapshot has more, by constructor${iterations === null ? '' : `, after ${iterations} iterations in between`}`,
    columns: [
      { title: 'Constructor' },
      { title: 'Objects more', numeric: true },
      { title: 'Per iteration', numeric: true },
      { title: 'Memory more', numeric: true },
      { title: 'Objects', numeric: true },
      { title: 'Memory', numeric: true },
    ],
    rows: [
      ...rows.map(({ name, count, bytes, growthCount, growthBytes }) => [
        cell(name),
        ...grown(growthCount, growthBytes),
        cell(String(count)),
        cell(formatMemory(bytes)),
      ]),
      [cell(`${rest.names} others together`), ...grown(rest.growthCount, rest.growthBytes), cell(''), cell('')],
    ],
  };
}
