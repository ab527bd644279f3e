import type { V1Pod } from '@kubernetes/client-node';
import type { EventOf, RecordingEvent } from '../../recording/events.ts';
import { podLimitOf, resourcesOf, specifiedContainers } from './pod-containers.ts';
import { instanceEvents } from './pod-instances.ts';
import { statusEvents } from './pod-status-events.ts';

export interface PodView {
  readonly t: number;
  /** Takes secrets out of text that the workload may have written. */
  readonly redact: (text: string) => string;
}

const qosClasses = ['Guaranteed', 'Burstable', 'BestEffort'] as const;

/** What changed between two states of one pod, as events; `before` undefined: it is seen for the first time. Pure. */
export function podChanges(before: V1Pod | undefined, after: V1Pod, view: PodView): RecordingEvent[] {
  const statuses = statusEvents(before, after, view);
  return [...changedOnly(before && specEvent(before, view.t), specEvent(after, view.t)), ...phaseChange(before, after, view), ...statuses].concat(
    instanceEvents(before, after, statuses, view.t),
  );
}

/** The pod is no longer there. */
export function podGone(pod: V1Pod, view: PodView): RecordingEvent[] {
  return [{ ...phaseEvent(pod, view), deleting: true, gone: true }];
}

function changedOnly<T>(before: T | undefined, after: T): T[] {
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [after];
}

function phaseChange(before: V1Pod | undefined, after: V1Pod, view: PodView): RecordingEvent[] {
  return changedOnly(before && phaseEvent(before, view), phaseEvent(after, view));
}

function specEvent(pod: V1Pod, t: number): EventOf<'pod'> {
  return {
    kind: 'pod',
    t,
    podUid: pod.metadata?.uid ?? '',
    name: pod.metadata?.name ?? '',
    namespace: pod.metadata?.namespace ?? '',
    node: pod.spec?.nodeName ?? null,
    qosClass: qosClasses.find((known) => known === pod.status?.qosClass) ?? null,
    priority: pod.spec?.priority ?? null,
    limitBytes: podLimitOf(pod),
    containers: specifiedContainers(pod).map(resourcesOf),
  };
}

function phaseEvent(pod: V1Pod, { t, redact }: PodView): EventOf<'pod-phase'> {
  const { phase = 'Unknown', reason, message, conditions = [] } = pod.status ?? {};
  return {
    kind: 'pod-phase',
    t,
    podUid: pod.metadata?.uid ?? '',
    phase,
    ...(reason ? { reason } : {}),
    ...(message ? { message: redact(message) } : {}),
    ready: conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    deleting: pod.metadata?.deletionTimestamp !== undefined,
    conditions: conditions.map(({ type, status, reason: why }) => ({ type, status, ...(why ? { reason: why } : {}) })),
  };
}
