import type { Cell, Table } from '../view/report-view.ts';
import { escapeMarkdown } from './escape.ts';

/** A reader of a pull request scrolls past more rows than this; they are in the HTML file. */
const shownRows = 25;

export function renderTable(table: Table): string {
  const head = `| ${table.columns.map(({ title }) => escapeMarkdown(title)).join(' | ')} |`;
  const rule = `|${table.columns.map(({ numeric }) => (numeric ? '---:' : '---')).join('|')}|`;
  const rows = table.rows.slice(0, shownRows).map((row) => `| ${row.map(renderCell).join(' | ')} |`);
  const cut = table.rows.length > shownRows ? [`\n${table.rows.length - shownRows} more rows are in report.html.`] : [];
  const leftOut = table.leftOut === undefined ? [] : [`\n${escapeMarkdown(table.leftOut)}`];
  return [head, rule, ...rows, ...cut, ...leftOut].join('\n');
}

function renderCell(cell: Cell): string {
  const text = [cell.text, ...(cell.more ?? [])].map(escapeMarkdown).join('<br>');
  return text !== '' && (cell.tone === 'bad' || cell.tone === 'warn') ? `**${text}**` : text;
}
