import type { V1Pod } from '@kubernetes/client-node';
import type { EventOf } from '../../recording/events.ts';
import { type ContainerState, containerStates } from './pod-containers.ts';
import type { PodView } from './pod-events.ts';

type PodStatus = EventOf<'pod-status'>;

/** Termination messages can be 12 KiB of the workload's own log (Kubernetes, "Determine the Reason for Pod Failure"); the cause stands first or nowhere. */
const keptMessageLength = 1000;

/** The states that are new in `after`. A death that was seen when it happened is not told again when it becomes the last state. */
export function statusEvents(before: V1Pod | undefined, after: V1Pod, view: PodView): PodStatus[] {
  const known = containerStates(before);
  const told = new Set(known.map((each) => signature(statusEvent(after, each, view))));
  const ended = new Set(known.filter(({ state }) => state.terminated).map(({ status, containerId }) => `${status.name} ${containerId}`));
  return containerStates(after).flatMap((each) => {
    const overwritten = each.last && !ended.has(`${each.status.name} ${each.containerId}`);
    const event = statusEvent(after, each, view);
    return told.has(signature(event)) ? [] : [overwritten ? { ...event, overwritten } : event];
  });
}

/** When it was told, and how a message is worded, make no difference: a back-off counts its seconds there. */
function signature(event: PodStatus): string {
  return JSON.stringify({ ...event, t: 0, message: undefined });
}

function statusEvent(pod: V1Pod, { status, role, restart, state, containerId, last }: ContainerState, { t, redact }: PodView): PodStatus {
  const base = { kind: 'pod-status' as const, t, podUid: pod.metadata?.uid ?? '', container: status.name, role, containerId, restart };
  const { waiting, running, terminated } = state;
  const cause = terminated ?? waiting;
  const words = {
    ...(cause?.reason ? { reason: cause.reason } : {}),
    ...(cause?.message ? { message: redact(cause.message).slice(0, keptMessageLength) } : {}),
  };
  if (terminated) {
    const { exitCode, signal, startedAt, finishedAt } = terminated;
    const times = { ...instantField('startedAt', startedAt), ...instantField('finishedAt', finishedAt) };
    return { ...base, state: 'terminated', ready: false, ...words, exitCode, ...(signal ? { signal } : {}), ...times };
  }
  if (running && !last)
    return { ...base, state: 'running', ready: status.ready, started: status.started === true, ...instantField('startedAt', running.startedAt) };
  return { ...base, state: 'waiting', ready: false, ...words };
}

/** A watch hands out text, a list hands out dates; a container that never started has the epoch. */
function instantField<K extends string>(name: K, value: Date | string | undefined): { [key in K]?: string } {
  const ms = value === undefined || value === null ? Number.NaN : new Date(value).getTime();
  return ms > 0 ? ({ [name]: new Date(ms).toISOString() } as { [key in K]?: string }) : {};
}
