import type { Metric } from './metric.ts';

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');

/** `side*` matches `sidecar`; every other character stands for itself. */
const globOf = (text: string): RegExp => new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 's');

/** The part of a plan's key that stands where the metric's key has its `*`; undefined where the key is about another metric. */
function namePart(key: string, metricKey: string): string | undefined {
  const [before = '', after] = metricKey.split('*');
  if (after === undefined) return key === metricKey ? '' : undefined;
  const fits = key.startsWith(before) && key.endsWith(after) && key.length > before.length + after.length;
  return fits ? key.slice(before.length, key.length - after.length) : undefined;
}

export interface Matched {
  readonly metric: Metric;
  readonly matches: (name: string) => boolean;
}

/** The metric that a key of a plan is about, and which containers or phases it means; undefined for an unknown key. */
export function matchKey(key: string, metrics: readonly Metric[]): Matched | undefined {
  for (const metric of metrics) {
    const part = namePart(key, metric.key);
    if (part === undefined) continue;
    const glob = globOf(part);
    return { metric, matches: (name) => glob.test(name) };
  }
  return undefined;
}

/** The key with a name in the place of the `*`. */
export const subjectOf = (metricKey: string, name: string): string => metricKey.replace('*', () => name);
