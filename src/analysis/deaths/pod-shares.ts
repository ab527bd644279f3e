import { median } from '../../shared/stats/quantile.ts';
import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';
import { levelOf } from './kube-path.ts';
import { podUidOf } from './pod-lookup.ts';

export interface PodShare {
  /** Null: charged to the pod itself, as files of a memory-backed volume that outlived their writer. */
  readonly container: string | null;
  readonly bytes: number;
}

/** Samples come many times a second; one that is older says nothing about the moment of a kill. */
const freshMs = 2000;

/** What the kernel wrote of the victims: the least that their container held, whenever it was last sampled. */
export interface VictimShare {
  readonly container: string;
  readonly heldBytes: number | null;
}

/** Who held the memory of a pod when its limit was hit, the largest first; empty where nothing was sampled. */
export function podShares(facts: RecordingFacts, podUid: string, tMs: number, victim: VictimShare): PodShare[] {
  const ofPod = [...facts.cgroups.values()].filter((cgroup) => podUidOf(cgroup) === podUid);
  const pod = ofPod.find((cgroup) => cgroup.announced.role === 'ancestor' && levelOf(cgroup.announced.path) === 'pod');
  const sampled = sampledShares(ofPod, tMs);
  const others = sampled.filter(({ container }) => container !== victim.container);
  const ownBytes = heldBy(victim, sampled);
  const containers = ownBytes === undefined ? others : [...others, { container: victim.container, bytes: ownBytes }];
  const restBytes = pod && chargedToPod(pod, tMs, { ofPod, containers, heldBytes: victim.heldBytes });
  const rest = restBytes === undefined ? [] : [{ container: null, bytes: Math.max(0, restBytes) }];
  return [...containers, ...rest].sort((a, b) => b.bytes - a.bytes);
}

function sampledShares(ofPod: readonly CgroupFacts[], tMs: number): PodShare[] {
  return ofPod.flatMap(({ announced: { container, role }, usage }): PodShare[] => {
    const bytes = role === 'workload' ? usage?.before(tMs, freshMs) : undefined;
    return bytes === undefined ? [] : [{ container, bytes }];
  });
}

/** The victim may have come and gone between two samples; then the kernel's word is all there is. */
function heldBy({ container, heldBytes }: VictimShare, sampled: readonly PodShare[]): number | undefined {
  const own = sampled.findLast((share) => share.container === container)?.bytes;
  return own === undefined ? (heldBytes ?? undefined) : Math.max(own, heldBytes ?? 0);
}

interface Parts {
  readonly ofPod: readonly CgroupFacts[];
  readonly containers: readonly PodShare[];
  readonly heldBytes: number | null;
}

const sum = (shares: readonly PodShare[]): number => shares.reduce((total, { bytes }) => total + bytes, 0);

/**
 * A pod that hits its limit holds just that, beside what its containers held then. Where its limit was not known yet when it was found, its last samples count,
 * each beside those of its containers from the same tick: what they grew by since is theirs. The median, because a container that grows fast does so between
 * the two readings of one tick.
 */
function chargedToPod(pod: CgroupFacts, tMs: number, { ofPod, containers, heldBytes }: Parts): number | undefined {
  const { limitBytes } = pod.announced;
  if (heldBytes !== null && limitBytes !== null) return limitBytes - sum(containers);
  const ticks = pod.usage?.lately(tMs, freshMs) ?? [];
  return median(ticks.map(({ usageBytes }, index) => usageBytes - sum(sampledShares(ofPod, ticks[index + 1]?.t ?? tMs))));
}

/** What other part of the pod held more than the container did, if any. */
export function largerShare(shares: readonly PodShare[], container: string): PodShare | undefined {
  const own = shares.find((share) => share.container === container);
  const first = shares[0];
  return own !== undefined && first !== undefined && first.container !== container && first.bytes > own.bytes ? first : undefined;
}
