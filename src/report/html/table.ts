import type { Cell, Column, Table } from '../view/report-view.ts';
import { escapeHtml } from './escape.ts';
import type { TextRenderer } from './link-text.ts';

/** Names such as `level-50` would break at their hyphen. */
const shortCharacters = 24;

/** A table that scrolls by itself on a narrow screen and can be reached by keyboard. The first column names its row. */
export function renderTable(table: Table, text: TextRenderer = escapeHtml): string {
  const caption = escapeHtml(table.caption);
  const head = table.columns.map(({ title, numeric }) => `<th scope="col"${numeric ? ' class="num"' : ''}>${escapeHtml(title)}</th>`).join('');
  const rows = table.rows
    .map((row, at) => {
      const id = table.rowIds?.[at];
      // A name does not link to its own row.
      const render = id === undefined ? text : escapeHtml;
      const cells = row.map((cell, index) => renderCell(cell, table.columns[index], index === 0, index === 0 ? render : text));
      return `<tr${id === undefined ? '' : ` id="${escapeHtml(id)}"`}>${cells.join('')}</tr>`;
    })
    .join('\n');
  const leftOut = table.leftOut === undefined ? '' : `<p>${escapeHtml(table.leftOut)}</p>`;
  return `<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption><span>${caption}</span></caption><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table></div>${leftOut}`;
}

function renderCell(cell: Cell, column: Column | undefined, first: boolean, render: TextRenderer): string {
  const short = first && cell.text.length <= shortCharacters;
  const classes = [column?.numeric ? 'num' : '', column?.wide ? 'wide' : '', short ? 'short' : '', cell.tone ?? ''].filter((name) => name !== '').join(' ');
  const more = (cell.more ?? []).map((text) => `<span class="more">${render(text)}</span>`).join('');
  const attribute = classes === '' ? '' : ` class="${classes}"`;
  const content = render(cell.text) + more;
  return first ? `<th scope="row"${attribute}>${content}</th>` : `<td${attribute}>${content}</td>`;
}
