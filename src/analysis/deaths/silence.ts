import type { EventOf } from '../../recording/events.ts';
import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';
import { cgroupsOf } from '../metrics/peaks.ts';

export interface SilenceProof {
  readonly source: 'counter' | 'kernel-log';
  readonly text: string;
}

/** Kernel lines of a kill are written before the exit can be seen; this leaves time to read them. */
const logLagMs = 1000;

/**
 * Why an exit by SIGKILL was no OOM kill, given that nothing tells of one; undefined when the silence proves nothing (DESIGN, Deaths): the
 * counter of its cgroup was read afterwards, or that of a hierarchical parent, or the kernel log was heard without a break.
 */
export function silenceProof(facts: RecordingFacts, exit: EventOf<'instance'>): SilenceProof | undefined {
  const cgroups = [...facts.cgroups.values()];
  const own = cgroupOf(facts, exit);
  const readAfter = (events: readonly EventOf<'counters'>[]) => events.some((event) => event.t >= exit.t && event.hierarchical.oom_kill !== undefined);
  if (own && readAfter(own.counters)) return { source: 'counter', text: `oom_kill of ${own.announced.path} was read after the exit and had not risen for it` };
  const parent = cgroups.find(({ announced, counters }) => announced.role === 'ancestor' && announced.version === 2 && readAfter(counters));
  if (parent && !parentRose(parent.counters, exit.t))
    return { source: 'counter', text: `oom_kill of the parent ${parent.announced.path}, which counts its subtree, stood still` };
  if (!kernelLogCovers(facts, exit.t)) return undefined;
  return { source: 'kernel-log', text: 'the kernel log was heard without a break and tells of no kill' };
}

/** Where the process lived: a restart may bring a cgroup of its own, whose counters say nothing about the one before. */
function cgroupOf(facts: RecordingFacts, exit: EventOf<'instance'>): CgroupFacts | undefined {
  if (exit.cg !== undefined) return facts.cgroups.get(exit.cg);
  return cgroupsOf(facts, exit.container).findLast(({ announced }) => announced.t <= exit.t);
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
