import { setLimit } from '../../../analysis/diagnosis/commands.ts';
import type { Action, Cause, Diagnosis } from '../../../analysis/diagnosis/document.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Note, Section, Table, Tone } from '../report-view.ts';
import { cell, hoursText, memoryText, sentence } from '../wording.ts';

/** Causes in words that need no manual. */
export const causeWords: Readonly<Record<Cause, string>> = {
  'node-pressure': 'the node ran out of memory',
  'not-memory': 'it was not memory',
  'runtime-heap-cap': "the runtime's own heap limit",
  sidecar: 'another container of the pod',
  'startup-peak': 'starting needs more than serving',
  'limit-too-low': 'the limit is below what an idle pod holds',
  tmpfs: 'files in memory (tmpfs)',
  leak: 'a leak',
  'child-outgrew': 'a child process',
  starvation: 'starvation: its own program is evicted and read back',
  'page-cache': 'page cache, which the kernel gives back',
  'heap-follows-limit': 'a heap that grows into whatever limit it gets',
  spike: 'short bursts',
  filling: 'a cache or pool that fills once',
  load: 'memory follows the load',
  'payload-size': 'the size of single requests',
  'held-when-idle': 'held before any load',
  unknown: 'not known',
};

const whatWords: Readonly<Record<Diagnosis['what'], { label: string; tone: Tone }>> = {
  kill: { label: 'Killed', tone: 'bad' },
  end: { label: 'Ended', tone: 'warn' },
  starved: { label: 'Starved', tone: 'warn' },
  growth: { label: 'Grows', tone: 'warn' },
  peak: { label: 'Peak', tone: 'neutral' },
};

/** Why memory was lost or is as high as it is, what to do first, and what it was not. */
export function diagnosisSection(documents: JudgedDocuments): Section | undefined {
  const { diagnoses } = documents.analysis;
  if (diagnoses === undefined || diagnoses.length === 0) return undefined;
  const rival = diagnoses.filter(({ tellApart }) => tellApart !== '');
  const notes = rival.map((diagnosis): Note => ({ tone: 'neutral', label: `To be sure about ${diagnosis.subject}`, text: sentence(diagnosis.tellApart) }));
  const tables = [causeTable(diagnoses), actionTable(diagnoses, documents), rejectedTable(diagnoses)].filter(({ rows }) => rows.length > 0);
  return { id: 'diagnosis', title: 'Root causes', weight: 'main', paragraphs: [], notes, charts: [], tables };
}

function causeTable(diagnoses: readonly Diagnosis[]): Table {
  return {
    caption: 'What happened and why',
    columns: [{ title: 'What' }, { title: 'Cause' }, { title: 'How sure' }, { title: 'Why', wide: true }, { title: 'Look first at', wide: true }],
    rows: diagnoses.map(({ what, subject, cause, confidence, sentence: why, lookFirst }) => [
      cell(whatWords[what].label, whatWords[what].tone, [subject]),
      cell(causeWords[cause]),
      cell(confidence, confidence === 'possible' ? 'warn' : 'neutral'),
      cell(sentence(why)),
      cell(sentence(lookFirst)),
    ]),
  };
}

const urgencies = ['now', 'today', 'for good'] as const;

/** What is urgent first; what several causes ask for is said once. */
function actionTable(diagnoses: readonly Diagnosis[], documents: JudgedDocuments): Table {
  const all = diagnoses.flatMap(({ actions, cause }) => actions.map((action) => ({ ...action, ...commandOf(action, documents), cause })));
  const once = all.filter((action, index) => all.findIndex(({ text, command }) => text === action.text && command === action.command) === index);
  const sorted = urgencies.flatMap((urgency) => once.filter((action) => action.urgency === urgency));
  return {
    caption: 'What to do, the most urgent first',
    columns: [{ title: 'When' }, { title: 'What', wide: true }, { title: 'Because of' }, { title: 'Command', wide: true }],
    rows: sorted.map(({ urgency, text, cause, command, remark }) => [
      cell(urgency, urgency === 'now' ? 'bad' : 'neutral'),
      cell(sentence(text)),
      cell(causeWords[cause]),
      cell(command ?? '', undefined, remark === '' ? [] : [remark]),
    ]),
  };
}

interface Command {
  readonly command: string | null;
  /** What has to be known before it is typed; empty where nothing has. */
  readonly remark: string;
}

/** The diagnosis knows peaks only; what replays have shown since then comes first, so that one report never names two limits to set. */
function commandOf({ command, setsLimitBytes }: Action, { recommendation, plan }: JudgedDocuments): Command {
  if (setsLimitBytes === undefined) return { command, remark: '' };
  const { status, containers, interim, verification } = recommendation;
  const found = containers.find(({ name }) => name === plan.workload.container)?.memory.limitBytes ?? null;
  if (found !== null) return { command: setLimit(plan, found), remark: status === 'verified' ? '' : 'This limit is not verified.' };
  if (interim) return { command: setLimit(plan, interim.limitBytes), remark: `Only with a restart every ${hoursText(interim.restartEveryHours)}.` };
  const failed = verification.highestFailed?.limitBytes ?? 0;
  return setsLimitBytes > failed
    ? { command, remark: 'This limit was not run.' }
    : { command: null, remark: `No limit is known that holds: ${memoryText(failed)} failed.` };
}

function rejectedTable(diagnoses: readonly Diagnosis[]): Table {
  return {
    caption: 'What it was not, and what says so',
    columns: [{ title: 'What' }, { title: 'Not' }, { title: 'Evidence', wide: true }],
    rows: diagnoses.flatMap(({ what, limitBytes, rejected }) =>
      rejected.map(({ cause, why }) => [
        cell(whatWords[what].label, undefined, limitBytes === null ? [] : [`at ${memoryText(limitBytes)}`]),
        cell(causeWords[cause]),
        cell(sentence(why)),
      ]),
    ),
  };
}
