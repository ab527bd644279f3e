import { drawChart } from '../svg/draw-chart.ts';
import type { Chart } from '../view/chart-view.ts';
import type { Note, Section } from '../view/report-view.ts';
import { escapeHtml } from './escape.ts';
import { renderTable } from './table.ts';

export function renderSection(section: Section): string {
  const parts = [
    `<h2 id="${section.id}-heading">${escapeHtml(section.title)}</h2>`,
    ...section.paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    renderNotes(section.notes),
    ...section.charts.map(renderChart),
    ...section.tables.map(renderTable),
  ];
  return `<section id="section-${section.id}" aria-labelledby="${section.id}-heading">\n${parts.filter((part) => part !== '').join('\n')}\n</section>`;
}

function renderNotes(notes: readonly Note[]): string {
  if (notes.length === 0) return '';
  const items = notes.map(({ tone, label, text }) => `<li class="${tone}"><b>${escapeHtml(label)}</b> ${escapeHtml(text)}</li>`);
  return `<ul class="notes">\n${items.join('\n')}\n</ul>`;
}

function renderChart(chart: Chart): string {
  const remarks = chart.kind === 'time' ? chart.remarks.map((remark) => `<span>${escapeHtml(remark)}</span>`).join('') : '';
  const caption = `<figcaption>${escapeHtml(chart.title)}<span>${escapeHtml(chart.description)}</span>${remarks}</figcaption>`;
  const picture = `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(`Picture: ${chart.title}`)}">${drawChart(chart)}</div>`;
  return `<figure>${caption}\n${picture}\n<details><summary>The same as a table</summary>${renderTable(chart.table)}</details></figure>`;
}
