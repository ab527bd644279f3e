import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';
import { containerIdOf, podUidOf } from './pod-lookup.ts';

/** An increase of an OOM-kill counter below a container. */
export interface KillStep {
  readonly tMs: number;
  readonly container: string;
  readonly podUid: string | undefined;
  readonly containerId: string | undefined;
  readonly cg: number;
  readonly version: 1 | 2;
  /** How far the counter rose: with group kill more than the number of kills. */
  readonly rise: number;
  /** Rise of `oom_group_kill` (v2, since 5.17); null where the kernel has none. */
  readonly groups: number | null;
  readonly text: string;
}

type Source = 'hierarchical' | 'local';

/** All increases of kill counters at the containers' own cgroups and below, in order of time. */
export function killSteps(facts: RecordingFacts): KillStep[] {
  const own = [...facts.cgroups.values()].filter((cgroup) => cgroup.announced.role !== 'ancestor');
  const byContainer = Map.groupBy(own, (cgroup) => `${podUidOf(cgroup) ?? ''} ${cgroup.announced.container}`);
  return [...byContainer.values()].flatMap(stepsOfContainer).sort((a, b) => a.tMs - b.tMs);
}

/**
 * v1 counts a kill at the victim's own cgroup alone, so all are added up. v2's memory.events covers the subtree, unless mounted with
 * memory_localevents; then the local counters know more.
 */
function stepsOfContainer(cgroups: readonly CgroupFacts[]): KillStep[] {
  if (cgroups.every((cgroup) => cgroup.announced.version === 1)) return cgroups.flatMap((cgroup) => stepsOf(cgroup, 'hierarchical'));
  const subtree = cgroups.filter((cgroup) => cgroup.announced.role === 'workload').flatMap((cgroup) => stepsOf(cgroup, 'hierarchical'));
  const local = cgroups.flatMap((cgroup) => stepsOf(cgroup, 'local'));
  const total = (steps: readonly KillStep[]) => steps.reduce((sum, step) => sum + step.rise, 0);
  return total(local) > total(subtree) ? local : subtree;
}

/** The instance and its cgroups are fresh, so counting begins at 0 even where the first reading came after the first kill. */
function stepsOf(cgroup: CgroupFacts, source: Source): KillStep[] {
  const { container, cg, version, path } = cgroup.announced;
  const whose = { container, podUid: podUidOf(cgroup), containerId: containerIdOf(cgroup) };
  const file = version === 1 ? 'memory.oom_control' : source === 'local' ? 'memory.events.local' : 'memory.events';
  const steps: KillStep[] = [];
  let kills = 0;
  let groups = 0;
  for (const event of cgroup.counters) {
    const values = event[source];
    const now = values?.oom_kill;
    if (values === undefined || now === undefined) continue;
    const groupsNow = values.oom_group_kill;
    if (now > kills) {
      const groupRise = groupsNow === undefined ? null : groupsNow - groups;
      steps.push({ tMs: event.t, ...whose, cg, version, rise: now - kills, groups: groupRise, text: `${file} of ${path}: oom_kill ${kills} -> ${now}` });
    }
    kills = now;
    groups = groupsNow ?? groups;
  }
  return steps;
}
