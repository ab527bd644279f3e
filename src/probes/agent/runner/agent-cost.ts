import type { EventOf } from '../../../recording/events.ts';

/** What sampling took on a node, between the first and the last time that its agent told. */
export function describeCost(node: string, costs: readonly EventOf<'agent'>[]): string {
  const [first, last] = [costs[0], costs.at(-1)];
  const memory = `${((last?.rssBytes ?? 0) / 2 ** 20).toFixed(0)} MiB`;
  if (!first || !last || last.t <= first.t) return `the agent on ${node} held ${memory}`;
  const percent = (last.cpuUs - first.cpuUs) / 10 / (last.t - first.t);
  return `the agent on ${node} took ${percent.toFixed(1)} % of a core and ${memory}`;
}
