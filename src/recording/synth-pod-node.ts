import type { EventOf, RecordingEvent } from './events.ts';
import type { SyntheticStart } from './synth-pod-lives.ts';
import { syntheticPodUid } from './synth-pod-paths.ts';
import type { SyntheticPodSpec } from './synth-pod-spec.ts';

const GiB = 2 ** 30;

function nodeState(t: number, memoryPressure: boolean): EventOf<'node-state'> {
  const sizes = { capacityBytes: 4 * GiB, allocatableBytes: 3 * GiB, requestedBytes: 2 * GiB, usageBytes: memoryPressure ? 3 * GiB : GiB };
  return { kind: 'node-state', t, node: 'node-1', ...sizes, ready: true, memoryPressure, pods: null };
}

/** The node, and from when on it said that its memory is short. */
export function pressureEvents({ memoryPressureAtMs, durationMs }: SyntheticPodSpec): RecordingEvent[] {
  const readings: RecordingEvent[] = [];
  for (let t = 50; t < durationMs; t += 10_000) readings.push(nodeState(t, memoryPressureAtMs !== undefined && t >= memoryPressureAtMs));
  return readings;
}

/** As a kubelet says it (pkg/kubelet/eviction/helpers.go). */
const evictionMessage =
  'The node was low on resource: memory. Threshold quantity: 100Mi, available: 80Mi. Container app was using 300Mi, request is 64Mi, has larger consumption of memory. ';

export function evictionEvents({ evictedAtMs }: SyntheticPodSpec): RecordingEvent[] {
  if (evictedAtMs === undefined) return [];
  const about = { kind: 'Pod', name: 'checkout-1', uid: syntheticPodUid };
  return [
    { kind: 'kube-event', t: evictedAtMs, about, type: 'Warning', reason: 'Evicted', message: evictionMessage, count: 1 },
    {
      kind: 'pod-phase',
      t: evictedAtMs + 1000,
      podUid: syntheticPodUid,
      phase: 'Failed',
      reason: 'Evicted',
      message: evictionMessage,
      ready: false,
      deleting: false,
      conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }],
    },
  ];
}

/** The deletion of the pod was asked for; what ends after that was meant to end. */
export function deletionEvents({ deletedAtMs }: SyntheticPodSpec, starts: readonly SyntheticStart[]): RecordingEvent[] {
  if (deletedAtMs === undefined) return [];
  const stopped = starts
    .filter(({ fromMs }) => fromMs < deletedAtMs)
    .map(({ container, restart, containerId }) => ({
      kind: 'instance' as const,
      t: deletedAtMs,
      container: container.name,
      state: 'stopped' as const,
      restart,
      podUid: syntheticPodUid,
      containerId,
    }));
  return [{ kind: 'pod-phase', t: deletedAtMs, podUid: syntheticPodUid, phase: 'Running', ready: true, deleting: true, conditions: [] }, ...stopped];
}
