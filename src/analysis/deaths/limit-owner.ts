import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';
import { failcntOf } from '../metrics/limit-hits.ts';
import { isAtOrBelow } from './cgroup-paths.ts';
import { podUidOf } from './pod-lookup.ts';
import { type StartRef, sameStart } from './same-start.ts';

export interface LimitOwner {
  readonly path: string | null;
  readonly global: boolean;
}

/** Counters are read within a sample period of the kill; this covers 1 Hz with some lateness. */
const windowMs = 3000;

/**
 * Whose limit was hit, from counters alone: v2 counts `oom` in memory.events.local of the owner of the limit, v1 failcnt. On v2 a kill with no
 * `oom` anywhere up to the root was the machine's (memory.md 2.2); v1 failcnt is too coarse to say that.
 */
export function ownerByCounters(facts: RecordingFacts, start: StartRef & { readonly container: string }, tMs: number): LimitOwner {
  const cgroups = [...facts.cgroups.values()];
  const whose = (cgroup: CgroupFacts) => ({ container: cgroup.announced.container, podUid: podUidOf(cgroup) });
  const own = cgroups.filter((cgroup) => cgroup.announced.role !== 'ancestor' && sameStart({ ...start, containerId: undefined }, whose(cgroup)));
  const above = cgroups.filter((cgroup) => isAbove(cgroup, own)).sort((a, b) => b.announced.path.length - a.announced.path.length);
  const owner = own.find((cgroup) => moved(cgroup, tMs)) ?? above.find((cgroup) => moved(cgroup, tMs));
  if (owner) return { path: owner.announced.path, global: false };
  const watched = [...own, ...above];
  const allKnown = watched.length > 0 && watched.every((cgroup) => cgroup.announced.version === 2 && cgroup.counters.some((event) => event.local));
  return { path: null, global: allKnown };
}

/** Ancestors of other pods are none of this container's. */
function isAbove({ announced }: CgroupFacts, own: readonly CgroupFacts[]): boolean {
  if (announced.role !== 'ancestor') return false;
  return announced.podUid === undefined || own.length === 0 || own.some((cgroup) => isAtOrBelow(cgroup.announced.path, announced.path));
}

function moved(cgroup: CgroupFacts, tMs: number): boolean {
  const valueAt = (t: number): number | undefined => {
    const event = cgroup.counters.findLast((each) => each.t <= t);
    return cgroup.announced.version === 1 ? event && failcntOf(event.hierarchical) : event?.local?.oom;
  };
  const after = valueAt(tMs + 100);
  if (after === undefined) return false;
  // An ancestor has a history of its own; a cgroup of the instance counts from 0.
  const before = valueAt(tMs - windowMs) ?? (cgroup.announced.role === 'ancestor' ? after : 0);
  return after > before;
}
