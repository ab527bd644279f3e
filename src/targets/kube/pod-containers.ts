import type { V1Container, V1ContainerState, V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { EventOf } from '../../recording/events.ts';
import { parseCpuMillicores, parseMemoryBytes } from '../../shared/quantity.ts';

type Role = EventOf<'pod-status'>['role'];

/** An init container that is always restarted is a sidecar (Kubernetes, "Sidecar Containers"). */
const initRole = (container: V1Container): Role => (container.restartPolicy === 'Always' ? 'sidecar' : 'init');

/** Every container of a pod's spec with its role, in the order in which a kubelet starts them. */
export function specifiedContainers({ spec }: V1Pod): { readonly container: V1Container; readonly role: Role }[] {
  return [
    ...(spec?.initContainers ?? []).map((container) => ({ container, role: initRole(container) })),
    ...(spec?.containers ?? []).map((container) => ({ container, role: 'app' as const })),
    ...(spec?.ephemeralContainers ?? []).map((container) => ({ container: container as V1Container, role: 'ephemeral' as const })),
  ];
}

/** Quantities reach a pod as text; null where none stands. */
const bytesOf = (text: string | undefined): number | null => (text === undefined ? null : (parseMemoryBytes(String(text)) ?? null));
const millicoresOf = (text: string | undefined): number | null => (text === undefined ? null : (parseCpuMillicores(String(text)) ?? null));

export function resourcesOf({ container, role }: { container: V1Container; role: Role }): EventOf<'pod'>['containers'][number] {
  const { limits, requests } = container.resources ?? {};
  return {
    name: container.name,
    role,
    requestBytes: bytesOf(requests?.memory),
    limitBytes: bytesOf(limits?.memory),
    requestMillicores: millicoresOf(requests?.cpu),
    limitMillicores: millicoresOf(limits?.cpu),
  };
}

/** Memory limit of the pod's own resources, where the API server knows such (Kubernetes 1.34 and newer). */
export const podLimitOf = ({ spec }: V1Pod): number | null => bytesOf(spec?.resources?.limits?.memory);

/** One state of one container, as it stands in a pod's status. */
export interface ContainerState {
  readonly status: V1ContainerStatus;
  readonly role: Role;
  readonly restart: number;
  readonly state: V1ContainerState;
  /** Of the runtime, without its scheme; null while there is no container for this state. */
  readonly containerId: string | null;
  /** From `lastState`: the container before the one that is there now. */
  readonly last: boolean;
}

/** `containerd://0123...` without the scheme. */
export function bareId(id: string | undefined): string | null {
  return id === undefined || id === '' ? null : id.slice(id.lastIndexOf('/') + 1);
}

/**
 * The restart that `lastState` is of: while a container waits to be started again, the one that died is still the newest, and its id says so; once
 * its successor runs, it is one before.
 */
function lastStateOf(status: V1ContainerStatus, role: Role): ContainerState[] {
  const last = status.lastState;
  if (!last?.terminated) return [];
  const containerId = bareId(last.terminated.containerID);
  const isNewest = containerId !== null && containerId === bareId(status.containerID);
  return [{ status, role, restart: Math.max(0, status.restartCount - (isNewest ? 0 : 1)), state: last, containerId, last: true }];
}

function currentStateOf(status: V1ContainerStatus, role: Role): ContainerState[] {
  const { state } = status;
  if (!state) return [];
  const id = state.waiting ? null : bareId(state.terminated?.containerID ?? status.containerID);
  return [{ status, role, restart: status.restartCount, state, containerId: id, last: false }];
}

/** All states that a pod's status tells of, older ones first per container. */
export function containerStates(pod: V1Pod | undefined): ContainerState[] {
  if (!pod) return [];
  const roles = new Map(specifiedContainers(pod).map(({ container, role }) => [container.name, role]));
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].flatMap((status) => {
    const role = roles.get(status.name) ?? 'app';
    return [...lastStateOf(status, role), ...currentStateOf(status, role)];
  });
}
