import { styleText } from 'node:util';
import { fitLine, wrapText } from './terminal-text.ts';
import { answerOf } from './view/answer.ts';
import { plainTree } from './view/plain-text.ts';
import type { JudgedDocuments } from './view/report-input.ts';
import type { Tone } from './view/report-view.ts';
import { caveatNotes } from './view/sections/caveats.ts';
import { heapLine } from './view/sections/heap-growth.ts';
import { verdictOf } from './view/verdict.ts';
import { memoryText } from './view/wording.ts';

export interface TerminalOptions {
  readonly columns: number;
  readonly color: boolean;
}

/** Of 25: the path of the report follows. */
const mostLines = 24;
const mostColumns = 80;
const shownContainers = 3;
const colors = { good: 'green', bad: 'red', warn: 'yellow', neutral: 'bold' } as const satisfies Record<Tone, string>;

interface Line {
  readonly text: string;
  readonly tone?: Tone;
}

/** The verdict of a run in at most 24 lines: what is left out is counted, and stands in the report. */
export function terminalSummary(documents: JudgedDocuments, { columns, color }: TerminalOptions): string {
  const { analysis, recommendation, plan } = plainTree({ analysis: documents.analysis, recommendation: documents.recommendation, plan: documents.plan });
  const width = Math.max(20, Math.min(columns, mostColumns));
  const head = headLines({ analysis, recommendation, plan }, width);
  const said = verdictOf({ analysis, recommendation, plan }).sentences.join(' ');
  const unsaid = caveatNotes({ analysis, recommendation, plan }).filter(({ text }) => !said.includes(text));
  const caveats = unsaid.map(({ text, tone }) => ({ lines: wrapText(`! ${text}`, width, '  '), tone }));
  const lines = head.slice(0, mostLines - 1);
  let shown = 0;
  for (const { lines: wrapped, tone } of caveats) {
    const last = shown + 1 === caveats.length;
    if (lines.length + wrapped.length > mostLines - (last ? 0 : 1)) break;
    lines.push(...wrapped.map((text) => ({ text, tone })));
    shown++;
  }
  if (shown < caveats.length) lines.push({ text: fitLine(`! and ${caveats.length - shown} more: see the report`, width), tone: 'warn' });
  return lines.map(({ text, tone }) => (color && tone ? styleText(colors[tone], text, { validateStream: false }) : text)).join('\n');
}

function headLines(documents: JudgedDocuments, width: number): Line[] {
  const answer = answerOf(documents);
  const verdict = verdictOf(documents);
  const plain = (text: string, indent = '') => wrapText(text, width, indent).map((wrapped): Line => ({ text: wrapped }));
  const toned = (text: string, tone: Tone) => wrapText(text, width, '').map((wrapped): Line => ({ text: wrapped, tone }));
  return [
    ...toned(`${answer.question} ${answer.word}.`, answer.tone),
    ...answer.sentences.slice(0, 2).flatMap((sentence) => plain(`  ${sentence}`, '  ')),
    ...toned(`${verdict.word}: ${verdict.headline}`, verdict.tone),
    ...containerLines(documents, width),
    ...verdict.sentences.flatMap((sentence) => plain(`  ${sentence}`, '  ')),
    ...plain(failedText(documents), '  '),
    ...plain(hpaText(documents), '  '),
    ...heapLines(documents, width),
  ];
}

/** Said only where the reason has not said it already. */
function failedText({ recommendation: { why, verification } }: JudgedDocuments): string {
  const failed = verification.highestFailed;
  if (failed === null) return why.includes('no limit that was tried has failed') ? '' : '  No limit that was tried has failed.';
  return why.includes(memoryText(failed.limitBytes)) ? '' : `  Highest limit that failed: ${memoryText(failed.limitBytes)}, ${failed.how}`;
}

/** One line where there is something to set. */
function hpaText({ recommendation: { hpa } }: JudgedDocuments): string {
  if (hpa === undefined || hpa.metrics.length === 0) return '';
  const targets = hpa.metrics.map(({ resource, averageUtilization }) => `${resource === 'cpu' ? 'CPU' : 'memory'} ${averageUtilization} %`).join(', ');
  const replicas = hpa.minReplicas === null ? 'replica counts need traffic in the plan' : `${hpa.minReplicas} to ${hpa.maxReplicas} replicas`;
  return `  Autoscaling: ${targets}, ${replicas}.`;
}

/** What grew, or why it is not known, in two lines at most; the table stands in the report. */
function heapLines({ analysis: { heap } }: JudgedDocuments, width: number): Line[] {
  const [first, ...more] = wrapText(`  ${heapLine(heap)}`, width, '  ');
  const second = more.length > 1 ? fitLine(`${more[0]} ${more[1]}`, width) : more[0];
  return [first, second].flatMap((text) => (text === undefined || text.trim() === '' ? [] : [{ text }]));
}

function containerLines({ recommendation: { containers } }: JudgedDocuments, width: number): Line[] {
  const lines = containers.slice(0, shownContainers).flatMap(({ name, memory }) => {
    const { limitBytes, requestBytes, needBytes, marginBytes } = memory;
    const numbers = Object.entries({ limit: limitBytes, request: requestBytes, need: needBytes, margin: marginBytes });
    const known = numbers.filter(([, bytes]) => bytes !== null).map(([what, bytes]) => `${what} ${memoryText(bytes)}`);
    return known.length === 0 ? [] : [{ text: fitLine(`  ${name}: ${known.join(', ')}`, width) }];
  });
  const more = containers.length - shownContainers;
  return more > 0 ? [...lines, { text: fitLine(`  and ${more} more containers`, width) }] : lines;
}
