import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';

export function isAtOrBelow(path: string, top: string): boolean {
  return path === top || path.startsWith(top === '/' ? '/' : `${top}/`);
}

/** The announced workload or child cgroup that a kernel path lies in, the nearest; undefined for a foreign path. */
export function ownCgroupOf(facts: RecordingFacts, path: string): CgroupFacts | undefined {
  return [...facts.cgroups.values()]
    .filter((cgroup) => cgroup.announced.role !== 'ancestor' && isAtOrBelow(path, cgroup.announced.path))
    .sort((a, b) => b.announced.path.length - a.announced.path.length)[0];
}

/** True when the limit at `owner` is the container's own or one below it, false when it lies above or elsewhere. */
export function isOwnLimit(facts: RecordingFacts, container: string, owner: string): boolean {
  return [...facts.cgroups.values()].some(
    ({ announced }) => announced.role === 'workload' && announced.container === container && isAtOrBelow(owner, announced.path),
  );
}
