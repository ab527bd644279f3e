import type { Finding } from '../../../analysis/document.ts';
import { compareText } from '../../series/compare-text.ts';
import { ruleAnchor } from '../evidence-links.ts';
import type { JudgedDocuments } from '../report-input.ts';
import type { Section, Tone } from '../report-view.ts';
import { cell } from '../wording.ts';

const order: readonly Finding['outcome'][] = ['finding', 'errored', 'inconclusive', 'clear', 'not-applicable'];
const tones: Readonly<Record<Finding['outcome'], Tone>> = { finding: 'bad', errored: 'warn', inconclusive: 'warn', clear: 'good', 'not-applicable': 'neutral' };

/** What each rule concluded, those that found something first. */
export function findingsSection({ analysis: { findings } }: JudgedDocuments): Section {
  const section = { id: 'findings', title: 'What the rules found', weight: 'detail', notes: [], charts: [] } as const;
  if (findings.length === 0) return { ...section, paragraphs: ['No rule was evaluated.'], tables: [] };
  const sorted = findings.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || compareText(a.rule, b.rule));
  const table = {
    caption: 'Rules and their outcome',
    columns: [{ title: 'Outcome' }, ...['Rule', 'What it found', 'Evidence'].map((title) => ({ title, wide: true }))],
    rowIds: sorted.map(({ rule }) => ruleAnchor(rule)),
    rows: sorted.map(({ outcome, rule, title, why, remedy, evidence }) => [
      cell(outcome, tones[outcome]),
      cell(title, undefined, [rule]),
      cell(why, undefined, outcome === 'finding' && remedy !== '' ? [`What to do: ${remedy}`] : []),
      cell(evidence[0] ?? '', undefined, evidence.slice(1)),
    ]),
  };
  return { ...section, paragraphs: [], tables: [table] };
}
