import type { EventOf } from '../../recording/events.ts';
import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';
import { cgroupsOf } from '../metrics/peaks.ts';
import { endRange, type Instance } from './instances.ts';
import type { KernelKill } from './kernel-kills.ts';
import { containerIdOf, podUidOf } from './pod-lookup.ts';
import { killFitsEnd } from './together.ts';

export interface SilenceProof {
  readonly source: 'counter' | 'kernel-log';
  readonly text: string;
}

/** Kernel lines of a kill are written before the exit can be seen; this leaves time to read them. */
const logLagMs = 1000;

/**
 * Why an exit by SIGKILL was no OOM kill, given that nothing tells of one; undefined when the silence proves nothing (DESIGN, Deaths): the
 * counter of its cgroup was read afterwards, or that of a hierarchical parent, or the kernel log was heard without a break and tells of no kill
 * whose victim it does not name.
 */
export function silenceProof(facts: RecordingFacts, exit: Instance, nameless: readonly KernelKill[] = []): SilenceProof | undefined {
  const { toMs } = endRange(facts, exit);
  const own = cgroupOf(facts, exit);
  const readAfter = (events: readonly EventOf<'counters'>[]) => events.some((event) => event.t >= toMs && event.hierarchical.oom_kill !== undefined);
  if (own && readAfter(own.counters)) return { source: 'counter', text: `oom_kill of ${own.announced.path} was read after the exit and had not risen for it` };
  const parent = [...facts.cgroups.values()].find((cgroup) => isHierarchicalParent(cgroup, exit) && readAfter(cgroup.counters));
  if (parent && !parentRose(parent.counters, toMs))
    return { source: 'counter', text: `oom_kill of the parent ${parent.announced.path}, which counts its subtree, stood still` };
  if (!kernelLogCovers(facts, toMs) || nameless.some(({ tMs }) => killFitsEnd(tMs, endRange(facts, exit)))) return undefined;
  return { source: 'kernel-log', text: 'the kernel log was heard without a break and tells of no kill' };
}

function isHierarchicalParent(cgroup: CgroupFacts, { podUid }: Instance): boolean {
  const { role, version } = cgroup.announced;
  const whose = podUidOf(cgroup);
  return role === 'ancestor' && version === 2 && (podUid === undefined || whose === undefined || whose === podUid);
}

/** Where the process lived: a restart may bring a cgroup of its own, whose counters say nothing about the one before. */
function cgroupOf(facts: RecordingFacts, exit: Instance): CgroupFacts | undefined {
  if (exit.cg !== undefined) return facts.cgroups.get(exit.cg);
  const own = cgroupsOf(facts, exit.container);
  if (exit.podUid === undefined) return own.findLast(({ announced }) => announced.t <= exit.t);
  return exit.containerId === undefined ? undefined : own.find((cgroup) => containerIdOf(cgroup) === exit.containerId);
}

function parentRose(counters: readonly EventOf<'counters'>[], exitMs: number): boolean {
  const value = (event: EventOf<'counters'> | undefined) => event?.hierarchical.oom_kill ?? 0;
  return value(counters.at(-1)) > value(counters.findLast((event) => event.t < exitMs - logLagMs) ?? counters[0]);
}

function kernelLogCovers(facts: RecordingFacts, exitMs: number): boolean {
  const subscribed = facts.kernelLog.some((event) => event.state === 'subscribed' && event.t <= exitMs);
  const broken = facts.kernelLog.some((event) => event.state === 'denied' || event.state === 'overrun');
  const endedMs = facts.kernelLog.findLast((event) => event.state === 'ended')?.t ?? facts.lastMs - logLagMs;
  return subscribed && !broken && endedMs >= exitMs;
}
