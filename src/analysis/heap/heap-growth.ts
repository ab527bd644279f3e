import type { HeapPoint, RecordingFacts } from '../facts/facts.ts';
import type { HeapGrowth } from './document.ts';

/** What a reader takes in; the rest is added up. */
const shownRows = 15;

/** The load before the second point: the level that began last before it. */
function iterationsBefore({ phases }: RecordingFacts, ms: number): number | null {
  const level = phases.findLast(({ start }) => start.phaseKind === 'level' && start.t < ms);
  const { iterations } = level?.load ?? {};
  return iterations === undefined || iterations.values.length === 0 ? null : iterations.values.reduce((sum, each) => sum + each, 0);
}

const pointOf = ({ event: { t, objects, bytes }, anonBytes }: HeapPoint): HeapGrowth['first'] => ({ tMs: t, objects, bytes, anonBytes });

/** What two snapshots of a recording say together; undefined where it has not got them. */
export function heapGrowthOf(facts: RecordingFacts): HeapGrowth | undefined {
  const { points, growth } = facts.heap;
  const [first, second] = points;
  if (first === undefined || second === undefined || growth === undefined) return undefined;
  const rows = growth.rows
    .map(({ name, count, bytes }) => ({ name, count: count[1], bytes: bytes[1], growthCount: count[1] - count[0], growthBytes: bytes[1] - bytes[0] }))
    .filter(({ growthBytes }) => growthBytes > 0)
    .sort((a, b) => b.growthBytes - a.growthBytes)
    .slice(0, shownRows);
  const sum = (of: readonly { readonly growthCount: number; readonly growthBytes: number }[]) => ({
    growthCount: of.reduce((total, { growthCount }) => total + growthCount, 0),
    growthBytes: of.reduce((total, { growthBytes }) => total + growthBytes, 0),
  });
  const shown = sum(rows);
  const { pid, program, others } = second.event;
  return {
    pid,
    program,
    others,
    keptBytes: first.event.keptBytes,
    first: pointOf(first),
    second: pointOf(second),
    iterations: iterationsBefore(facts, second.event.t),
    rows,
    rest: {
      names: growth.rows.length - rows.length + growth.rest.names,
      growthCount: second.event.objects - first.event.objects - shown.growthCount,
      growthBytes: second.event.bytes - first.event.bytes - shown.growthBytes,
    },
  };
}
