/**
 * Text as Markdown that shows exactly this text, in a paragraph or a table cell. A zero-width space breaks what GitHub and GitLab would
 * turn into something: mentions would call people, numbers would link issues, addresses from a workload's log would become links.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~$]/g, '\\$&')
    .replace(/[@#!](?=\w)/g, '$&\u200b')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/\bwww\./gi, '$&\u200b')
    .replace(/^(\s*)([-+#]|\d+[.)])(?=\s)/, '$1\\$2');
}
