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
  const containers = ofPod.flatMap((cgroup): PodShare[] => {
    const bytes = cgroup.announced.role === 'workload' ? cgroup.usage?.before(tMs, freshMs) : undefined;
    const { container } = cgroup.announced;
    return bytes === undefined ? [] : [{ container, bytes: container === victim.container ? Math.max(bytes, victim.heldBytes ?? 0) : bytes }];
  });
  const sum = containers.reduce((total, { bytes }) => total + bytes, 0);
  const whole = pod && wholeBytes(pod, tMs, victim);
  const rest = whole === undefined ? [] : [{ container: null, bytes: Math.max(0, whole - sum) }];
  return [...containers, ...rest].sort((a, b) => b.bytes - a.bytes);
}

/** A pod that hits its limit holds just that; samples of its parts are of different instants, which shows where memory grows fast. */
function wholeBytes(pod: CgroupFacts, tMs: number, { heldBytes }: VictimShare): number | undefined {
  const { limitBytes } = pod.announced;
  return heldBytes !== null && limitBytes !== null ? limitBytes : pod.usage?.before(tMs, freshMs);
}

/** What other part of the pod held more than the container did, if any. */
export function largerShare(shares: readonly PodShare[], container: string): PodShare | undefined {
  const own = shares.find((share) => share.container === container);
  const first = shares[0];
  return own !== undefined && first !== undefined && first.container !== container && first.bytes > own.bytes ? first : undefined;
}
