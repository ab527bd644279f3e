import type { RecordingFacts } from '../facts/facts.ts';
import { ownCgroupOf } from './cgroup-paths.ts';
import type { KillStep } from './counters.ts';
import { explainSteps } from './explain-steps.ts';
import { joinByStatus } from './join-by-status.ts';
import type { KernelKill } from './kernel-kills.ts';
import { kubePathOf } from './kube-path.ts';
import { containerIdOf, containerOfId, inCluster, podUidOf } from './pod-lookup.ts';
import { unnamedContainer } from './unnamed-container.ts';

/** A kernel kill that hit this workload, and by what it was recognised. */
export interface OwnKill {
  readonly kill: KernelKill;
  readonly container: string;
  readonly podUid?: string | undefined;
  readonly containerId?: string | undefined;
  readonly joinedBy: 'path' | 'pid' | 'counter' | 'status';
}

/** The kills of a log that tells of the whole machine, sorted by whose they are. */
export interface SortedKills {
  readonly own: readonly OwnKill[];
  /** Whose they are is not known: the lines that say so were rate-limited away. */
  readonly nameless: readonly KernelKill[];
}

/**
 * Picks the kills of this workload out of a log that tells of the whole machine. The path decides where it is known. Where the line that names
 * it was rate-limited away, a pid known from this workload decides, or a counter of ours that rose, or a container of ours that ended as OOMKilled,
 * and that no other kill explains.
 */
export function sortKills(facts: RecordingFacts, kills: readonly KernelKill[], steps: readonly KillStep[]): SortedKills {
  const certain = kills.flatMap((kill) => joinByPath(facts, kill) ?? joinByPid(facts, kill) ?? []);
  const left = (known: readonly OwnKill[]) => kills.filter((kill) => kill.taskPath === null && !known.some((own) => own.kill === kill));
  const counted = [...certain, ...joinByCounter(certain, left(certain), steps)];
  const all = [...counted, ...joinByStatus(facts, counted, left(counted))];
  return { own: all.sort((a, b) => a.kill.tMs - b.kill.tMs), nameless: left(all) };
}

function joinByPath(facts: RecordingFacts, kill: KernelKill): OwnKill | undefined {
  if (kill.taskPath === null) return undefined;
  const kube = kubePathOf(kill.taskPath);
  if (kube && isOwnPod(facts, kube.podUid)) {
    const { podUid, containerId } = kube;
    const start = containerId === null ? undefined : containerOfId(facts, podUid, containerId);
    const container = start?.container ?? unnamedContainer(facts, podUid, kill.tMs);
    return { kill, container, podUid, containerId: containerId ?? undefined, joinedBy: 'path' };
  }
  const cgroup = ownCgroupOf(facts, kill.taskPath);
  return cgroup && { kill, container: cgroup.announced.container, podUid: podUidOf(cgroup), containerId: containerIdOf(cgroup), joinedBy: 'path' };
}

function isOwnPod(facts: RecordingFacts, podUid: string): boolean {
  return facts.pods.has(podUid) || [...facts.cgroups.values()].some((cgroup) => podUidOf(cgroup) === podUid);
}

/** Not in a cluster: there the log counts pids in the namespace of the host, which in kind is not the node's. */
function joinByPid(facts: RecordingFacts, kill: KernelKill): OwnKill | undefined {
  if (kill.taskPath !== null || inCluster(facts)) return undefined;
  for (const { pid } of kill.victims) {
    const container = facts.instances.find((event) => event.pid === pid)?.container ?? containerOfHolder(facts, pid);
    if (container !== undefined) return { kill, container, joinedBy: 'pid' };
  }
  return undefined;
}

function containerOfHolder(facts: RecordingFacts, pid: number): string | undefined {
  const event = facts.holders.find((holders) => holders.processes.some((process) => process.pid === pid));
  return event && facts.cgroups.get(event.cg)?.announced.container;
}

function joinByCounter(certain: readonly OwnKill[], nameless: readonly KernelKill[], steps: readonly KillStep[]): OwnKill[] {
  const unexplained = explainSteps(steps, certain).map(({ step, missing }) => ({ ...step, rise: missing }));
  return explainSteps(
    unexplained,
    nameless.map((kill) => ({ kill })),
  ).flatMap(({ step, kills }) => {
    const { container, podUid, containerId } = step;
    return kills.map((kill) => ({ kill, container, podUid, containerId, joinedBy: 'counter' as const }));
  });
}
