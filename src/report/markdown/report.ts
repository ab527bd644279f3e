import type { Chart } from '../view/chart-view.ts';
import type { Answer, ReportView, Section, Tone, Verdict } from '../view/report-view.ts';
import { count, measuredText } from '../view/wording.ts';
import { escapeMarkdown } from './escape.ts';
import { sparkline } from './sparkline.ts';
import { renderTable } from './table.ts';

/** A comment holds 65,536 characters on GitHub; beyond this, sections are named and left to the HTML file. */
const roomCharacters = 60_000;

const signs: Readonly<Record<Tone, string>> = { good: '✅', bad: '❌', warn: '⚠️', neutral: 'ℹ️' };

/** The report for a pull request: tables and text pictures, no images. */
export function renderMarkdown(view: ReportView): string {
  const head = [`# highwater: ${escapeMarkdown(view.scenario)}`, renderAnswer(view.answer), renderVerdict(view.verdict)].join('\n\n');
  let room = roomCharacters - head.length;
  const leftOut: string[] = [];
  const sections = view.sections.flatMap((section) => {
    const text = renderSection(section);
    if (text.length > room) {
      leftOut.push(section.title);
      return [];
    }
    room -= text.length;
    return [text];
  });
  const rest = leftOut.length === 0 ? [] : [`Too long for here, see report.html: ${escapeMarkdown(leftOut.join(', '))}.`];
  return `${[head, ...sections, ...rest, `Run ${escapeMarkdown(view.runId)}; pictures are in report.html.`].join('\n\n')}\n`;
}

function renderAnswer(answer: Answer): string {
  const title = `**${escapeMarkdown(answer.question)}** ${signs[answer.tone]} **${escapeMarkdown(answer.word)}.**`;
  return [title, ...answer.sentences.map(escapeMarkdown)].join('\n\n');
}

function renderVerdict(verdict: Verdict): string {
  const title = `## ${signs[verdict.tone]} ${verdict.word}: ${escapeMarkdown(verdict.headline)}`;
  const facts = verdict.facts.map(({ label, value }) => `- ${escapeMarkdown(label)}: **${escapeMarkdown(value)}**`).join('\n');
  const snippet = verdict.snippet === '' ? [] : [fenced(verdict.snippet)];
  return [title, ...snippet, ...verdict.sentences.map(escapeMarkdown), facts].join('\n\n');
}

/** A fence longer than any run of backticks inside cannot be closed from inside (CommonMark, fenced code blocks). */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}yaml\n${text}\n${fence}`;
}

function renderSection(section: Section): string {
  const parts = [
    ...section.paragraphs.map(escapeMarkdown),
    ...(section.notes.length === 0
      ? []
      : [section.notes.map(({ tone, label, text }) => `- ${signs[tone]} **${escapeMarkdown(label)}:** ${escapeMarkdown(text)}`).join('\n')]),
    ...section.charts.map(renderChart),
    ...section.tables.map((table) => (section.tables.length > 1 ? `**${escapeMarkdown(table.caption)}**\n\n${renderTable(table)}` : renderTable(table))),
  ].join('\n\n');
  const title = escapeMarkdown(section.title);
  if (section.weight === 'main') return `## ${title}\n\n${parts}`;
  return `<details><summary><b>${title}</b></summary>\n\n${parts}\n\n</details>`;
}

function renderChart(chart: Chart): string {
  const caption = `**${escapeMarkdown(chart.title)}.** ${escapeMarkdown(chart.description)}`;
  if (chart.kind === 'limits') return `${caption}\n\n${renderTable(chart.table)}`;
  // Rules are no sequence: a line of them would show a course that is none.
  if (chart.kind === 'rules') return caption;
  const top = Math.max(...chart.spark, 0);
  const picture = `\`${sparkline(chart.spark)}\` 0 to ${chart.kind === 'replicas' ? count(top, 'replica') : measuredText(top)}`;
  const remarks = chart.kind === 'time' ? chart.remarks.map(escapeMarkdown).map((remark) => `\n\n${remark}`) : [];
  return `${caption}${remarks.join('')}\n\n${picture}\n\n<details><summary>As a table</summary>\n\n${renderTable(chart.table)}\n\n</details>`;
}
