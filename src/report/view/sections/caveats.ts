import type { Analysis, Quality } from '../../../analysis/document.ts';
import type { JudgedDocuments, ReportInput } from '../report-input.ts';
import type { Note, Section } from '../report-view.ts';
import { count, percentText } from '../wording.ts';

/** Every reason to trust the verdict less, as large as the verdict is. */
export function caveatsSection(input: ReportInput): Section {
  const notes = caveatNotes(input);
  const undrawn = input.drawn.unreadable.map(({ recording, why }): Note => ({ tone: 'warn', label: 'Not drawn', text: `${recording}: ${why}` }));
  const all = [...notes, ...undrawn];
  const paragraphs = all.length === 0 ? ['Nothing was found that makes these numbers less certain than they say.'] : [];
  return { id: 'caveats', title: 'What makes this less certain', weight: 'main', paragraphs, notes: all, charts: [], tables: [] };
}

/** Caveats of the recommendation first, then what disturbed the measurement; what is said twice is shown once. */
export function caveatNotes({ analysis, recommendation }: JudgedDocuments): Note[] {
  const caveats = recommendation.caveats.map((text): Note => ({ tone: 'warn', label: 'Caveat', text }));
  const cut = interruption(analysis);
  // A run that was gone on with afterwards has its verdict from other recordings.
  const interrupted: Note[] = cut === '' ? [] : [{ tone: recommendation.status === 'verified' ? 'warn' : 'bad', label: 'Interrupted', text: cut }];
  const notes = [...caveats, ...interrupted, ...qualityNotes(analysis.quality)];
  return notes.filter((note, index) => notes.findIndex(({ text }) => text === note.text) === index);
}

/** Which recordings were cut off; empty where none was. */
export function interruption({ quality, recordings }: Analysis): string {
  if (!quality.interrupted) return '';
  const names = recordings.filter((recording) => recording.quality.interrupted).map(({ recording }) => recording);
  if (names.length === 0) return 'The measurement was cut off before its end.';
  return `${names.length} of ${count(recordings.length, 'recording')} ${names.length === 1 ? 'was' : 'were'} cut off before the end: ${names.join(', ')}.`;
}

const kernelLogNotes: Readonly<Record<Quality['kernelLog'], string>> = {
  heard: '',
  denied: 'The kernel log could not be read; kills are known from counters and exits alone, and silence in it proves nothing.',
  overrun: 'The kernel log was overrun: lines about kills may be lost.',
  absent: 'There was no kernel log to hear; kills are known from counters and exits alone.',
};

const coldCacheNotes: Readonly<Record<Quality['coldCache'], string>> = {
  evicted: '',
  'private-copies': '',
  unavailable: 'The page cache could not be made cold before the runs: a warm run reads too low.',
  unknown: 'Whether the page cache was cold before the runs is not known.',
};

/** What sampling cost is told beside every recording; it makes nothing less certain. */
const informs = new Set(['agent-cost']);

/** One line for all that recordings say of one kind. */
function recordedNotes({ notes }: Quality): Note[] {
  const kinds = Map.groupBy(
    notes.filter(({ code }) => !informs.has(code)),
    ({ code }) => code,
  );
  return [...kinds].map(([label, [first, ...more]]) => ({
    tone: 'warn',
    label,
    text: more.length === 0 ? (first?.text ?? '') : `${first?.text}, and ${more.length} more of the kind: see the quality of the measurement`,
  }));
}

function qualityNotes(quality: Quality): Note[] {
  const notes: Note[] = [];
  const warn = (label: string, text: string) => text !== '' && notes.push({ tone: 'warn', label, text });
  warn('Kernel log', kernelLogNotes[quality.kernelLog]);
  warn('Page cache', coldCacheNotes[quality.coldCache]);
  if (quality.gaps.length > 0)
    warn(
      'Gaps',
      `In ${count(quality.gaps.length, 'stretch', 'stretches')} nothing was sampled: a peak in there would show in the kernel's own watermark alone.`,
    );
  if (quality.ticksMissed > 0 && quality.ticksDue > 0)
    warn('Sampling', `${quality.ticksMissed} of ${quality.ticksDue} samples were missed (${percentText(quality.ticksMissed / quality.ticksDue)}).`);
  notes.push(...recordedNotes(quality));
  return notes;
}
