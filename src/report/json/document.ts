import { z } from 'zod';

const tone = z.enum(['good', 'bad', 'warn', 'neutral']);
const link = z.strictObject({ label: z.string(), target: z.string() });
const cell = z.strictObject({ text: z.string(), tone: tone.optional(), more: z.array(z.string()).optional() });
const table = z.strictObject({
  caption: z.string(),
  columns: z.array(z.strictObject({ title: z.string(), numeric: z.boolean().optional(), wide: z.boolean().optional() })),
  rows: z.array(z.array(cell)),
  rowIds: z.array(z.string()).optional(),
  leftOut: z.string().optional(),
});
/** What every chart has; the data of each kind stand beside it. Numbers that are not known are null. */
const chart = z.looseObject({ kind: z.string(), id: z.string(), title: z.string(), description: z.string(), table });
const section = z.strictObject({
  id: z.string(),
  title: z.string(),
  weight: z.enum(['main', 'detail']),
  paragraphs: z.array(z.string()),
  notes: z.array(z.strictObject({ tone, label: z.string(), text: z.string() })),
  charts: z.array(chart),
  tables: z.array(table),
  links: z.array(link).optional(),
});

/** `report.json`: everything that the other reports say, in their order. */
export const reportSchema = z.strictObject({
  kind: z.literal('Report'),
  schemaVersion: z.literal(1),
  scenario: z.string(),
  runId: z.string(),
  answer: z.strictObject({ question: z.string(), word: z.string(), tone, sentences: z.array(z.string()), links: z.array(link).optional() }),
  verdict: z.strictObject({
    word: z.string(),
    tone,
    headline: z.string(),
    sentences: z.array(z.string()),
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
    snippet: z.string(),
    links: z.array(link).optional(),
  }),
  sections: z.array(section),
  /** Names said in texts, and the row that is about them. */
  targets: z.record(z.string(), z.string()),
});
