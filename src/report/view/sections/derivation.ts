import type { JudgedDocuments } from '../report-input.ts';
import type { Section } from '../report-view.ts';
import { cell, memoryText } from '../wording.ts';

/** How the limit came about, step by step, each with its source. */
export function derivationSection({ recommendation: { derivation } }: JudgedDocuments): Section {
  const table = {
    caption: 'From the first measurement to the recommended limit',
    columns: [{ title: 'Step' }, { title: 'Before', numeric: true }, { title: 'After', numeric: true }, { title: 'Why' }, { title: 'Source' }],
    rows: derivation.map(({ step, before, after, why, source }) => [
      cell(step),
      cell(before === null ? '' : memoryText(before)),
      cell(after === null ? '' : memoryText(after)),
      cell(why),
      cell(source),
    ]),
  };
  const paragraphs = derivation.length === 0 ? ['No limit was derived.'] : [];
  return {
    id: 'derivation',
    title: 'How this limit was found',
    weight: 'main',
    paragraphs,
    notes: [],
    charts: [],
    tables: derivation.length === 0 ? [] : [table],
  };
}
