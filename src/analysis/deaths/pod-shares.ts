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

/** Who held the memory of a pod just before a moment, the largest first; empty where nothing was sampled. */
export function podShares(facts: RecordingFacts, podUid: string, tMs: number): PodShare[] {
  const ofPod = [...facts.cgroups.values()].filter((cgroup) => podUidOf(cgroup) === podUid);
  const usageOf = (cgroup: CgroupFacts) => cgroup.usage?.before(tMs, freshMs);
  const containers = ofPod.flatMap((cgroup) => {
    const bytes = cgroup.announced.role === 'workload' ? usageOf(cgroup) : undefined;
    return bytes === undefined ? [] : [{ container: cgroup.announced.container, bytes }];
  });
  const pod = ofPod.find((cgroup) => cgroup.announced.role === 'ancestor' && levelOf(cgroup.announced.path) === 'pod');
  const whole = pod && usageOf(pod);
  const sum = containers.reduce((total, { bytes }) => total + bytes, 0);
  const rest = whole === undefined ? [] : [{ container: null, bytes: Math.max(0, whole - sum) }];
  return [...containers, ...rest].sort((a, b) => b.bytes - a.bytes);
}

/** What other part of the pod held more than the container did, if any. */
export function largerShare(shares: readonly PodShare[], container: string): PodShare | undefined {
  const own = shares.find((share) => share.container === container);
  const first = shares[0];
  return own !== undefined && first !== undefined && first.container !== container && first.bytes > own.bytes ? first : undefined;
}
