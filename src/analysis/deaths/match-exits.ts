import type { RecordingFacts } from '../facts/facts.ts';
import type { OwnKill } from './attribute.ts';
import { endRange, type Instance, looksKilled } from './instances.ts';
import { containerIdOf, deletionMs, endOf } from './pod-lookup.ts';
import { sameStart } from './same-start.ts';
import { failedToStart } from './start-error.ts';
import { killFitsEnd, togetherMs } from './together.ts';

/** A dead main process takes its cgroup with it within milliseconds; the sampler sees that at its next tick (memory.md 1.4). */
const cgroupGoneMs = 1500;

/** Which end of a main process was the work of which kill. */
export function matchExits(facts: RecordingFacts, exits: readonly Instance[], own: readonly OwnKill[]): ReadonlyMap<OwnKill, Instance> {
  const matched = new Map<OwnKill, Instance>();
  for (const exit of exits) {
    const kill = exit.podUid === undefined ? byPid(exit, own) : lastKillOf(facts, exit, own);
    if (kill && !matched.has(kill)) matched.set(kill, exit);
  }
  return matched;
}

function byPid(exit: Instance, own: readonly OwnKill[]): OwnKill | undefined {
  return own.find(
    ({ kill, container }) => exit.container === container && Math.abs(exit.t - kill.tMs) < togetherMs && kill.victims.some((victim) => victim.pid === exit.pid),
  );
}

/**
 * A pod's status has no pid. A container that ends by SIGKILL right after a kill in it ended by the last one: what was killed before were children,
 * and nothing is killed after its main process.
 */
function lastKillOf(facts: RecordingFacts, exit: Instance, own: readonly OwnKill[]): OwnKill | undefined {
  if (!looksKilled(exit) && !failedToStart(facts, exit)) return undefined;
  const range = endRange(facts, exit);
  const last = own.findLast((each) => sameStart(each, exit) && killFitsEnd(each.kill.tMs, range));
  return last && endedBeforeDeletion(facts, exit) ? last : undefined;
}

/** After a deletion was asked for, a kubelet ends containers with the same signal; then only a cgroup that was gone before tells. */
function endedBeforeDeletion(facts: RecordingFacts, exit: Instance): boolean {
  const askedMs = deletionMs(facts, exit.podUid ?? '');
  const gone = [...facts.cgroups.values()].find((cgroup) => containerIdOf(cgroup) !== undefined && containerIdOf(cgroup) === exit.containerId)?.goneMs;
  return endRange(facts, exit).toMs <= askedMs || (typeof gone === 'number' && gone <= askedMs);
}

/** Where no end was told: a container that nothing was ever told of, or whose cgroup was gone at once. */
export function tookContainerAlong(facts: RecordingFacts, { kill, podUid, containerId }: OwnKill): boolean {
  if (podUid === undefined || containerId === undefined || endOf(facts, podUid, containerId)) return false;
  const told = facts.pods.get(podUid)?.statuses.some((status) => status.containerId === containerId);
  const cgroup = [...facts.cgroups.values()].find((each) => containerIdOf(each) === containerId);
  const goneMs = cgroup?.goneMs;
  if (typeof goneMs !== 'number') return !told && !cgroup;
  return goneMs - kill.tMs < cgroupGoneMs && goneMs <= deletionMs(facts, podUid);
}
