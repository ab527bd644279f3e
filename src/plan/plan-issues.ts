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

/** One line per mistake: where, what, what was expected. */
export function describeIssues(error: z.ZodError, source: PlanSource, origins: ReadonlyMap<string, Origin>): string[] {
  return error.issues.flatMap((issue) => {
    const dotted = issue.path.join('.');
    const origin = origins.get(dotted);
    if (issue.code !== 'unrecognized_keys') return [`${place(source, issue.path, origin)}: ${dotted === '' ? '' : `${dotted}: `}${issue.message}`];
    return issue.keys.map((key) => {
      const known = knownKeys(issue.path);
      const nearest = nearestName(key, known);
      const path = [...issue.path, key].join('.');
      const advice = nearest ? `did you mean '${nearest}'?` : `known here: ${known.join(', ')}`;
      return `${place(source, issue.path, origins.get(path), key)}: unknown key '${path}'; ${advice}`;
    });
  });
}
