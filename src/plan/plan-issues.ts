import { type Document, isMap, isPair, isScalar, type LineCounter } from 'yaml';
import type { z } from 'zod';
import { nearestName } from '../shared/nearest-name.ts';
import type { Origin } from './layers.ts';
import { knownKeys } from './schema-keys.ts';

export interface PlanSource {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/** 1-based line of the key or value at a path of the file; of the deepest part that exists. */
function lineOf(source: PlanSource, path: readonly PropertyKey[], key?: string): number | undefined {
  for (let depth = path.length; depth >= 0; depth -= 1) {
    const node = source.document.getIn(path.slice(0, depth) as string[], true);
    if (isMap(node) && key !== undefined) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      if (pair && isScalar(pair.key) && pair.key.range) return source.lines.linePos(pair.key.range[0]).line;
    }
    const range = (node as { range?: [number, number, number] } | undefined)?.range;
    if (range) return source.lines.linePos(range[0]).line;
  }
  return undefined;
}

function place(source: PlanSource, path: readonly PropertyKey[], origin: Origin | undefined, key?: string): string {
  if (origin === 'environment') return 'environment';
  if (origin === 'flag') return '--set';
  const line = lineOf(source, path, key);
  return line === undefined ? source.file : `${source.file}:${line}`;
}

/** Where a mistake stands whose text begins with the dotted path of a field, as those do that no single field shows. */
export function placeOfProblem(problem: string, source: PlanSource, origins: ReadonlyMap<string, Origin>): string {
  const dotted = /^[a-z]\w*(?:\.\w+)*/.exec(problem)?.[0] ?? '';
  const path = dotted.split('.');
  const key = path.at(-1);
  return place(source, source.document.hasIn(path) ? path.slice(0, -1) : path, origins.get(dotted), key);
}

const wordsForTypes: Readonly<Record<string, string>> = {
  array: 'a list, as in [a, b]',
  object: 'keys with values',
  record: 'keys with values',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

/** What is wrong with a value, in the words of YAML and not in those of the schema. */
function complaint(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  const expected = wordsForTypes[issue.expected] ?? issue.expected;
  return / received (undefined|null)$/.test(issue.message) ? `is missing; expected ${expected}` : `expected ${expected}`;
}

/** One line per mistake: where, what, what was expected. */
export function describeIssues(error: z.ZodError, source: PlanSource, origins: ReadonlyMap<string, Origin>): string[] {
  return error.issues.flatMap((issue) => {
    const dotted = issue.path.join('.');
    const origin = origins.get(dotted);
    if (issue.code !== 'unrecognized_keys') return [`${place(source, issue.path, origin)}: ${dotted === '' ? '' : `${dotted}: `}${complaint(issue)}`];
    return issue.keys.map((key) => {
      const known = knownKeys(issue.path);
      const nearest = nearestName(key, known);
      const path = [...issue.path, key].join('.');
      const advice = nearest ? `did you mean '${nearest}'?` : `known here: ${known.join(', ')}`;
      return `${place(source, issue.path, origins.get(path), key)}: unknown key '${path}'; ${advice}`;
    });
  });
}
