import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';

/**
 * How often any limit was hit, at any level: v1 failcnt of memory and of memory + swap, v2 `max` of memory.events.local at the owner of each limit. Without local counters the
 * hierarchical ones are used, of which the largest holds the others. 0 means that no limit cut the peak.
 */
export function limitHits(facts: RecordingFacts): number {
  const cgroups = [...facts.cgroups.values()];
  const ownHits = cgroups.reduce((total, cgroup) => total + rise(cgroup, ownerCounter(cgroup)), 0);
  const inherited = cgroups.filter(({ announced, counters }) => announced.version === 2 && counters.every((event) => event.local === undefined));
  return (
    ownHits +
    Math.max(
      0,
      ...inherited.map((cgroup) =>
        rise(
          cgroup,
          cgroup.counters.map((event) => event.hierarchical.max),
        ),
      ),
    )
  );
}

function ownerCounter(cgroup: CgroupFacts): (number | undefined)[] {
  return cgroup.counters.map(({ hierarchical, local }) => (cgroup.announced.version === 1 ? failcntOf(hierarchical) : local?.max));
}

/** v1: with memory + swap limited to the same size only the second counter moves. */
export function failcntOf(counters: Readonly<Record<string, number>>): number {
  return (counters.failcnt ?? 0) + (counters.memsw_failcnt ?? 0);
}

/** A cgroup of the instance counts from 0; an ancestor has a history before the recording. */
function rise(cgroup: CgroupFacts, values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  const before = cgroup.announced.role === 'ancestor' ? (known[0] ?? 0) : 0;
  return Math.max(0, (known.at(-1) ?? 0) - before);
}
