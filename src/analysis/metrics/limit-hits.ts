import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';

/** A charge takes up to 64 pages at a time and is tried singly before the limit counts as hit (mm/memcontrol.c, MEMCG_CHARGE_BATCH). */
const chargeBatchBytes = 64 * 4096;

/**
 * How often any limit over the sized container was hit, at any level; 0 means that no limit cut the peak. v1 counts in failcnt, v2 in `max` of memory.events.local, both at
 * the owner of the limit. Without local counters the hierarchical ones are used, of which the largest holds the others. A peak that stands at the
 * limit is at least one hit even where nothing was counted: with memory + swap limited to the same size the kernel asks that limit first, and its
 * failcnt does not move (v1, seen on 6.18).
 */
export function limitHits(facts: RecordingFacts): number {
  return hitsOf([...facts.cgroups.values()].filter(({ announced }) => announced.role === 'ancestor' || announced.container === facts.mainContainer));
}

/** The same of a container's own limit alone. */
export function ownLimitHits(facts: RecordingFacts, container: string): number {
  return hitsOf([...facts.cgroups.values()].filter(({ announced }) => announced.role !== 'ancestor' && announced.container === container));
}

function hitsOf(cgroups: readonly CgroupFacts[]): number {
  const ownHits = cgroups.reduce((total, cgroup) => total + Math.max(rise(cgroup, ownerCounter(cgroup)), standsAtLimit(cgroup) ? 1 : 0), 0);
  const inherited = cgroups.filter(({ announced, counters }) => announced.version === 2 && counters.every((event) => event.local === undefined));
  const hierarchicalHits = inherited.map((cgroup) =>
    rise(
      cgroup,
      cgroup.counters.map((event) => event.hierarchical.max),
    ),
  );
  return ownHits + Math.max(0, ...hierarchicalHits);
}

function ownerCounter(cgroup: CgroupFacts): (number | undefined)[] {
  return cgroup.counters.map(({ hierarchical, local }) => (cgroup.announced.version === 1 ? failcntOf(hierarchical) : local?.max));
}

/** v1: hits of the limit on memory and of the one on memory + swap, where the kernel counts those. */
export function failcntOf(counters: Readonly<Record<string, number>>): number {
  return (counters.failcnt ?? 0) + (counters.memsw_failcnt ?? 0);
}

function standsAtLimit({ announced, watermarks, sampledPeakBytes }: CgroupFacts): boolean {
  const { limitBytes, role } = announced;
  if (limitBytes === null || role === 'ancestor') return false;
  return Math.max(sampledPeakBytes, ...watermarks.map((watermark) => watermark.bytes)) > limitBytes - chargeBatchBytes;
}

/** A cgroup of the instance counts from 0; an ancestor has a history before the recording. */
function rise(cgroup: CgroupFacts, values: readonly (number | undefined)[]): number {
  const known = values.filter((value) => value !== undefined);
  const before = cgroup.announced.role === 'ancestor' ? (known[0] ?? 0) : 0;
  return Math.max(0, (known.at(-1) ?? 0) - before);
}
