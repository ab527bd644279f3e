import { stringify } from 'yaml';
import type { Tree } from './tree.ts';

/** `compat`: a parser of YAML 1.1 must not read a quantity or a mode as something else. */
const options = { lineWidth: 0, compat: 'yaml-1.1' } as const;

/** Lines of `key:` and what is below it, at a column. */
export function blockLines(key: string, value: Tree | string, column: number): string[] {
  const lines = stringify({ [key]: value }, options)
    .trimEnd()
    .split('\n');
  return lines.map((line) => `${' '.repeat(column)}${line}`);
}

/** The same on one line; `json` for a file that is JSON and has to stay it. */
export function flowText(value: Tree | string, json: boolean): string {
  if (json) return JSON.stringify(value);
  if (typeof value !== 'object') return stringify(value, options).trimEnd();
  const pairs = Object.entries(value).map(([key, inner]) => `${stringify(key, options).trimEnd()}: ${flowText(inner, false)}`);
  return `{ ${pairs.join(', ')} }`;
}
