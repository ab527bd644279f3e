import { escapeMarkdown } from '../markdown/escape.ts';
import type { BuiltPatch } from './build-patches.ts';

/** What each file is for, how it is used, and which are not there and why. */
export function patchesReadme(title: string, status: string, why: string, patches: readonly BuiltPatch[]): string {
  const written = patches.filter(({ result }) => 'text' in result);
  const missing = patches.flatMap(({ what, file, result }) => ('none' in result ? [`- \`${file}\` (${what}): ${escapeMarkdown(result.none)}.`] : []));
  const rows = written.map(
    ({ file, what, use, verified }) => `| \`${file}\` | ${escapeMarkdown(what)} | ${escapeMarkdown(use)} | ${verified ? '' : '**not verified**'} |`,
  );
  return [
    `# Patches of ${escapeMarkdown(title)}`,
    `**${escapeMarkdown(status)}.** ${escapeMarkdown(why)}`,
    ...(rows.length === 0 ? [] : [['| file | what | use | |', '|---|---|---|---|', ...rows].join('\n')]),
    ...(missing.length === 0 ? [] : [`Not written:\n\n${missing.join('\n')}`]),
    'To write the numbers into your own manifests instead, with comments and order kept: `highwater apply` and the run directory; it shows the difference, and `--write` makes it.',
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}
