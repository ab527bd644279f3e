import { setLimit } from '../../../analysis/diagnosis/commands.ts';
import type { Cause, Diagnosis } from '../../../analysis/diagnosis/document.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { Recommendation } from '../../../recommend/document.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Note, Section, Table, Tone } from '../report-view.ts';
import { cell, memoryText, sentence } from '../wording.ts';

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
export function diagnosisSection({ analysis: { diagnoses }, recommendation, plan }: JudgedDocuments): Section | undefined {
  if (diagnoses === undefined || diagnoses.length === 0) return undefined;
  const rival = diagnoses.filter(({ tellApart }) => tellApart !== '');
  const notes = rival.map((diagnosis): Note => ({ tone: 'neutral', label: `To be sure about ${diagnosis.subject}`, text: sentence(diagnosis.tellApart) }));
  const tables = [
    causeTable(diagnoses),
    actionTable(diagnoses.map((diagnosis) => withRecommendedLimit(diagnosis, recommendation, plan))),
    rejectedTable(diagnoses),
  ].filter(({ rows }) => rows.length > 0);
  return { id: 'diagnosis', title: 'Root causes', weight: 'main', paragraphs: [], notes, charts: [], tables };
}

/** Commands that set a limit set the recommended one where there is one: the diagnosis knows peaks only, and two numbers for one limit are one too many. */
function withRecommendedLimit(diagnosis: Diagnosis, { containers }: Recommendation, plan: Plan): Diagnosis {
  const limitBytes = containers.find(({ name }) => name === plan.workload.container)?.memory.limitBytes ?? null;
  if (limitBytes === null) return diagnosis;
  const actions = diagnosis.actions.map((action) => (action.setsLimitBytes === undefined ? action : { ...action, command: setLimit(plan, limitBytes) }));
  return { ...diagnosis, actions };
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
function actionTable(diagnoses: readonly Diagnosis[]): Table {
  const all = diagnoses.flatMap(({ actions, cause }) => actions.map((action) => ({ ...action, cause })));
  const once = all.filter((action, index) => all.findIndex(({ text, command }) => text === action.text && command === action.command) === index);
  const sorted = urgencies.flatMap((urgency) => once.filter((action) => action.urgency === urgency));
  return {
    caption: 'What to do, the most urgent first',
    columns: [{ title: 'When' }, { title: 'What', wide: true }, { title: 'Because of' }, { title: 'Command', wide: true }],
    rows: sorted.map(({ urgency, text, cause, command }) => [
      cell(urgency, urgency === 'now' ? 'bad' : 'neutral'),
      cell(sentence(text)),
      cell(causeWords[cause]),
      cell(command ?? ''),
    ]),
  };
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
