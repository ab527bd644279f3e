import type { Cell, Column, Table } from '../view/report-view.ts';
import { escapeHtml } from './escape.ts';
import type { TextRenderer } from './link-text.ts';

/** Names such as `level-50` would break at their hyphen. */
const shortCharacters = 24;

/** Cells of this many characters are sentences: beside each other on a telephone they would be a word wide and a screen high. */
const sentenceCharacters = 40;

/** More columns than these do not fit a sheet of paper in ordinary print. */
const paperColumns = 12;

/**
 * The first column names its row. On a narrow screen a table of numbers scrolls by itself and can be reached by keyboard; one of sentences becomes a
 * list, each cell below its title. It states its roles, because a changed `display` takes them from a table in some browsers.
 */
export function renderTable(table: Table, text: TextRenderer = escapeHtml): string {
  const caption = escapeHtml(table.caption);
  const role = rolesOf(table);
  const head = table.columns.map(({ title, numeric }) => `<th scope="col"${role('columnheader')}${numeric ? ' class="num"' : ''}>${escapeHtml(title)}</th>`);
  const rows = table.rows
    .map((row, at) => {
      const id = table.rowIds?.[at];
      // A name does not link to its own row.
      const render = id === undefined ? text : escapeHtml;
      const cells = row.map((cell, index) => renderCell(cell, table.columns[index], index === 0, index === 0 ? render : text, role));
      return `<tr${role('row')}${id === undefined ? '' : ` id="${escapeHtml(id)}"`}>${cells.join('')}</tr>`;
    })
    .join('\n');
  const leftOut = table.leftOut === undefined ? '' : `<p>${escapeHtml(table.leftOut)}</p>`;
  const classes = [role('table') === '' ? '' : 'list', table.columns.length > paperColumns ? 'dense' : ''].filter((name) => name !== '').join(' ');
  return `<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table${role('table')}${classes === '' ? '' : ` class="${classes}"`}><caption><span>${caption}</span></caption><thead${role('rowgroup')}><tr${role('row')}>${head.join('')}</tr></thead><tbody${role('rowgroup')}>\n${rows}\n</tbody></table></div>${leftOut}`;
}

type Roles = (role: string) => string;

/** Only tables that may become a list need to state what they are. */
function rolesOf({ rows }: Table): Roles {
  const lengths = rows.flatMap((row) => row.flatMap(({ text, more = [] }) => [text.length, ...more.map((line) => line.length)]));
  return lengths.some((length) => length > sentenceCharacters) ? (role) => ` role="${role}"` : () => '';
}

function renderCell(cell: Cell, column: Column | undefined, first: boolean, render: TextRenderer, role: Roles): string {
  const short = first && cell.text.length <= shortCharacters;
  const classes = [column?.numeric ? 'num' : '', column?.wide ? 'wide' : '', short ? 'short' : '', cell.tone ?? ''].filter((name) => name !== '').join(' ');
  const more = (cell.more ?? []).map((text) => `<span class="more">${render(text)}</span>`).join('');
  const attribute = classes === '' ? '' : ` class="${classes}"`;
  const content = render(cell.text) + more;
  if (first) return `<th scope="row"${role('rowheader')}${attribute}>${content}</th>`;
  const inList = role('cell');
  const title = inList === '' || column === undefined ? '' : ` data-title="${escapeHtml(column.title)}"`;
  return `<td${inList}${title}${attribute}>${content}</td>`;
}
