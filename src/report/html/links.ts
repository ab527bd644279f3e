import type { ViewLink } from '../view/report-view.ts';
import { escapeHtml } from './escape.ts';

/** Where the evidence stands, as links inside of the page. */
export function renderLinks(links: readonly ViewLink[] | undefined): string {
  if (links === undefined || links.length === 0) return '';
  const items = links.map(({ label, target }) => `<a href="#${escapeHtml(target)}">${escapeHtml(label)}</a>`);
  return `<p class="evidence">Evidence: ${items.join(', ')}</p>`;
}
