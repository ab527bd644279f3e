import type { V1Pod } from '@kubernetes/client-node';
import type { EventOf } from '../../recording/events.ts';
import { parseDurationMs } from '../../shared/duration.ts';
import { type ContainerState, containerStates } from './pod-containers.ts';

type Instance = EventOf<'instance'>;
type PodStatus = EventOf<'pod-status'>;

/** The life of each main process, in the words that every target uses. */
export function instanceEvents(before: V1Pod | undefined, after: V1Pod, statuses: readonly PodStatus[], t: number): Instance[] {
  const known = containerStates(before);
  const began = new Set(known.filter(({ state }) => !state.waiting).map(({ containerId }) => containerId));
  const ended = new Set(known.filter(({ state }) => state.terminated).map(({ containerId }) => containerId));
  const readyBefore = new Set(known.filter(({ status, state }) => state.running && status.ready).map(({ containerId }) => containerId));
  const events: Instance[] = [];
  for (const status of statuses) {
    const { containerId } = status;
    if (status.state !== 'waiting' && !began.has(containerId) && !failedToStart(status)) {
      events.push(life(status, t, 'started'));
      // A kubelet that was about to start a container again may still do so after the deletion was asked for.
      if (isDeleting(before) && status.state === 'running') events.push(life(status, t, 'stopped'));
    }
    began.add(containerId);
    if (status.state === 'running' && status.ready && !readyBefore.has(containerId)) events.push(life(status, t, 'ready'));
    if (status.state === 'terminated' && !ended.has(containerId) && !wasAskedFor(status, after)) events.push(exitOf(status, t));
    if (status.state === 'waiting' && status.reason === 'CrashLoopBackOff') events.push(backoffOf(status, t));
  }
  return [...stopsOf(before, after, t), ...events];
}

/** What a kubelet calls a container whose program its runtime could not start (kubelet pkg/kubelet/kuberuntime; containerd pkg/cri, StartError). */
const failedToStart = ({ state, reason }: PodStatus): boolean => state === 'terminated' && (reason === 'StartError' || reason === 'ContainerCannotRun');

function life({ container, restart, podUid, containerId }: PodStatus, t: number, state: Instance['state']): Instance {
  return { kind: 'instance', t, container, state, restart, podUid, ...(containerId === null ? {} : { containerId }) };
}

/**
 * Ends after the pod's deletion was asked for are told as `stopped`, as by every target; but a kill for lack of memory is one. Both times are the cluster's, to the
 * second: `deletionTimestamp` is when the grace period will be over (Kubernetes API, ObjectMeta).
 */
function wasAskedFor({ reason, finishedAt }: PodStatus, { metadata }: V1Pod): boolean {
  if (metadata?.deletionTimestamp === undefined || finishedAt === undefined || reason === 'OOMKilled') return false;
  const graceMs = (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  return new Date(finishedAt).getTime() >= new Date(metadata.deletionTimestamp).getTime() - graceMs;
}

function exitOf(status: PodStatus, t: number): Instance {
  return { ...life(status, t, 'exited'), exitCode: status.exitCode ?? null, signal: null };
}

/** `back-off 10s restarting failed container=...` (kubelet, kuberuntime_manager.go). */
function backoffOf(status: PodStatus, t: number): Instance {
  const backoffMs = parseDurationMs(/back-off (\S+) restarting/.exec(status.message ?? '')?.[1] ?? '');
  return { ...life(status, t, 'backoff'), ...(backoffMs === undefined ? {} : { backoffMs }) };
}

const isDeleting = (pod: V1Pod | undefined): boolean => pod?.metadata?.deletionTimestamp !== undefined;

/** Once the deletion of a pod was asked for, everything in it is meant to end. */
function stopsOf(before: V1Pod | undefined, after: V1Pod, t: number): Instance[] {
  if (isDeleting(before) || !isDeleting(after)) return [];
  const podUid = after.metadata?.uid ?? '';
  const living = ({ state, last }: ContainerState) => !last && !state.terminated;
  return containerStates(before ?? after)
    .filter(living)
    .map(({ status, restart, containerId }) => ({
      kind: 'instance',
      t,
      container: status.name,
      state: 'stopped',
      restart,
      podUid,
      ...(containerId === null ? {} : { containerId }),
    }));
}
