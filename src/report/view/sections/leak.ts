import type { LeakVerdict } from '../../../analysis/leak/document.ts';
import type { Interim } from '../../../recommend/document.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Note, Section, Table, Tone } from '../report-view.ts';
import { cell, hoursText, measuredText, memoryText, sentence } from '../wording.ts';
import { heapPart } from './heap-growth.ts';

const words: Readonly<Record<LeakVerdict['verdict'], { label: string; tone: Tone }>> = {
  leak: { label: 'It leaks', tone: 'bad' },
  saturating: { label: 'Grows and levels off', tone: 'neutral' },
  step: { label: 'Grew in a step', tone: 'neutral' },
  flat: { label: 'No growth', tone: 'good' },
  inconclusive: { label: 'Not known', tone: 'warn' },
};

/** Does memory grow without end, how fast, and how long each limit lasts. */
export function leakSection({ analysis: { leak, heap }, recommendation: { interim } }: JudgedDocuments): Section {
  const { label, tone } = words[leak.verdict];
  const notes: Note[] = [{ tone, label, text: [sentence(leak.why), rateSentence(leak)].filter((text) => text !== '').join(' ') }];
  if (interim !== null) {
    const text = `${memoryText(interim.limitBytes)}, with a restart every ${hoursText(interim.restartEveryHours)}. ${sentence(interim.why)}`;
    notes.push({ tone: 'warn', label: 'Interim limit', text });
  }
  const tables = interim !== null && interim.hoursToKill.length > 0 ? [hoursTable(interim)] : [];
  const grown = heapPart(heap, leak.verdict);
  return {
    id: 'leak',
    title: 'Does it leak?',
    weight: leak.verdict === 'leak' || heap !== undefined ? 'main' : 'detail',
    paragraphs: grown.paragraphs,
    notes: [...notes, ...grown.notes],
    charts: [],
    tables: [...tables, ...grown.tables],
  };
}

function rateSentence(leak: LeakVerdict): string {
  const sentences: string[] = [];
  if (leak.bytesPerHour !== null) {
    const interval = leak.interval === null ? '' : ` (${measuredText(leak.interval[0])} to ${measuredText(leak.interval[1])})`;
    sentences.push(`Growth: ${measuredText(leak.bytesPerHour)} per hour${interval}.`);
  }
  if (leak.detectableBytesPerHour !== null && !leak.why.includes('have been noticed'))
    sentences.push(`This much data would have shown a leak above ${measuredText(leak.detectableBytesPerHour)} per hour.`);
  if (leak.atCooldown === 'kept' && !leak.why.includes('kept it')) sentences.push('What grew was still held when the load was gone.');
  if (leak.atCooldown === 'came back' && !leak.why.includes('gave it back')) sentences.push('What grew came back when the load was gone.');
  const against = leak.againstRequests;
  if (against && against.grows !== 'undecided' && !leak.why.includes('it grows'))
    sentences.push(`It grows ${against.grows}: ${against.slopeRatio} times as fast at ${against.requestRatio} times the requests.`);
  return sentences.join(' ');
}

function hoursTable(interim: Interim): Table {
  return {
    caption: 'How long each limit lasts under this load',
    columns: [
      { title: 'Limit', numeric: true },
      { title: 'Until it is killed', numeric: true },
    ],
    rows: interim.hoursToKill.map(({ limitBytes, hours }) => [cell(memoryText(limitBytes)), cell(hoursText(hours))]),
  };
}
