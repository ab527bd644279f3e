import type { JudgedDocuments } from '../report-input.ts';
import type { Note, Section, Table } from '../report-view.ts';
import { cell, memoryText, sentence } from '../wording.ts';

type Container = JudgedDocuments['recommendation']['containers'][number];
type Advised = Container & { readonly runtime: NonNullable<Container['runtime']> };

const isAdvised = (container: Container): container is Advised => container.runtime !== undefined;

/** What the runtime of each container has at the recommended limit, and what to set with it. Left out where no runtime is known. */
export function runtimeSection({ recommendation }: JudgedDocuments): Section | undefined {
  const advised = recommendation.containers.filter(isAdvised);
  if (advised.length === 0) return undefined;
  const some = advised.some(({ runtime }) => runtime.set.length > 0 || runtime.mismatches.length > 0);
  return {
    id: 'runtime',
    title: 'Settings of the runtime',
    weight: some ? 'main' : 'detail',
    paragraphs: advised.map(inForce),
    notes: advised.flatMap(notesOf),
    charts: [],
    tables: advised.some(({ runtime }) => runtime.set.length > 0) ? [settingsTable(advised)] : [],
  };
}

function inForce({ name, memory, runtime }: Advised): string {
  const heap =
    runtime.heapLimitBytes === null
      ? `no heap limit of its own (${runtime.heapSetBy})`
      : `a heap limit of ${memoryText(Math.round(runtime.heapLimitBytes / 2 ** 20) * 2 ** 20)} (${runtime.heapSetBy})`;
  return `${name} is ${runtime.name}, by ${runtime.detectedBy}: at ${memoryText(memory.limitBytes)} it has ${heap}.`;
}

function notesOf({ name, runtime }: Advised): Note[] {
  return [
    ...runtime.mismatches.map((text): Note => ({ tone: 'warn', label: name, text: sentence(text) })),
    {
      tone: runtime.verifiedTogether ? 'good' : 'warn',
      label: runtime.verifiedTogether ? 'Verified together' : 'Not verified together',
      text: sentence(runtime.why),
    },
  ];
}

function settingsTable(advised: readonly Advised[]): Table {
  return {
    caption: 'What to set together with the limit',
    columns: [{ title: 'Container' }, { title: 'Where' }, { title: 'Value' }, { title: 'Why' }],
    rows: advised.flatMap(({ name, runtime }) => runtime.set.map(({ variable, value, why }) => [cell(name), cell(variable), cell(value), cell(why)])),
  };
}
