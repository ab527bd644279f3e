import { escapeHtml } from './escape.ts';

/** Text as HTML; what is known by name becomes a link. */
export type TextRenderer = (text: string) => string;

/** Links whole words that are names of `targets`. Text and names are escaped before and after; nothing of them can become markup. */
export function textRenderer(targets: Readonly<Record<string, string>>): TextRenderer {
  const names = Object.keys(targets).sort((a, b) => b.length - a.length);
  if (names.length === 0) return escapeHtml;
  const pattern = new RegExp(`(?<![\\w/-])(?:${names.map(quoted).join('|')})(?![\\w-])`, 'g');
  return (text) => {
    let html = '';
    let at = 0;
    for (const match of text.matchAll(pattern)) {
      html += `${escapeHtml(text.slice(at, match.index))}<a href="#${escapeHtml(targets[match[0]] as string)}">${escapeHtml(match[0])}</a>`;
      at = match.index + match[0].length;
    }
    return html + escapeHtml(text.slice(at));
  };
}

/** A name as a regular expression that matches it and nothing else. */
const quoted = (name: string) => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
