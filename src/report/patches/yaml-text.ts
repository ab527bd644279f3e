import { stringify } from 'yaml';
import type { PatchInput } from './patch.ts';

/** `Off` and `yes` are booleans to the YAML 1.1 parser of kubectl, so they are quoted; a folded expression would be hard to compare. */
const options = { lineWidth: 0, compat: 'yaml-1.1' } as const;

/** Documents as YAML below the notice of their run. */
export function yamlText({ notice }: Pick<PatchInput, 'notice'>, documents: readonly unknown[], remarks: readonly string[] = []): string {
  const head = [...notice, ...remarks].map((line) => `# ${line}`).join('\n');
  return `${head}\n${documents.map((document) => stringify(document, options)).join('---\n')}`;
}
