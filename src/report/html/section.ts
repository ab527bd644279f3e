import { drawChart } from '../svg/draw-chart.ts';
import type { Chart } from '../view/chart-view.ts';
import type { Note, Section } from '../view/report-view.ts';
import { escapeHtml } from './escape.ts';
import type { TextRenderer } from './link-text.ts';
import { renderLinks } from './links.ts';
import { renderTable } from './table.ts';

export function renderSection(section: Section, text: TextRenderer): string {
  const parts = [
    `<h2 id="${section.id}-heading">${escapeHtml(section.title)}</h2>`,
    ...section.paragraphs.map((paragraph) => `<p>${text(paragraph)}</p>`),
    renderNotes(section.notes, text),
    ...section.charts.map((chart) => renderChart(chart, text)),
    ...section.tables.map((table) => renderTable(table, text)),
    renderLinks(section.links),
  ];
  return `<section id="section-${section.id}" aria-labelledby="${section.id}-heading">\n${parts.filter((part) => part !== '').join('\n')}\n</section>`;
}

function renderNotes(notes: readonly Note[], render: TextRenderer): string {
  if (notes.length === 0) return '';
  const items = notes.map(({ tone, label, text }) => `<li class="${tone}"><b>${escapeHtml(label)}</b> ${render(text)}</li>`);
  return `<ul class="notes">\n${items.join('\n')}\n</ul>`;
}

function renderChart(chart: Chart, text: TextRenderer): string {
  const remarks = chart.kind === 'time' ? chart.remarks.map((remark) => `<span>${escapeHtml(remark)}</span>`).join('') : '';
  const caption = `<figcaption>${escapeHtml(chart.title)}<span>${escapeHtml(chart.description)}</span>${remarks}</figcaption>`;
  const picture = `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(`Picture: ${chart.title}`)}">${drawChart(chart)}</div>`;
  return `<figure>${caption}\n${picture}\n<details><summary>The same as a table</summary>${renderTable(chart.table, text)}</details></figure>`;
}
