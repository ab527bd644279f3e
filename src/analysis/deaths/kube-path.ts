/** What a cgroup path of a kubelet says, whatever stands before it: in kind the path begins with the node's own container. */
export interface KubePath {
  readonly podUid: string;
  /** Null for the pod itself. */
  readonly containerId: string | null;
}

/** `kubepods-burstable-pod<uid with _>.slice` of the systemd driver, `pod<uid>` of cgroupfs (kubernetes pkg/kubelet/cm/cgroup_manager_linux.go). */
const podPart = /(?:^|[/-])pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})(?:\.slice)?(?=\/|$)/;
/** `cri-containerd-<id>.scope`, `crio-<id>.scope`, `docker-<id>.scope`, or the bare id. */
const containerPart = /^\/(?:[a-z-]+-)?([0-9a-f]{64})(?:\.scope)?(?=\/|$)/;

/** Undefined for a path that no kubelet made. */
export function kubePathOf(path: string): KubePath | undefined {
  const pod = podPart.exec(path);
  if (!pod) return undefined;
  const below = path.slice(pod.index + pod[0].length);
  return { podUid: (pod[1] as string).replaceAll('_', '-'), containerId: containerPart.exec(below)?.[1] ?? null };
}

export type LimitLevel = 'container' | 'pod' | 'node-allocatable' | 'above';

/** `kubepods` and its QoS classes, with kind's prefix where it has one: what the node gives to all pods together. */
const allPods = /(?:^|\/)(?:[a-z]+-)?kubepods(?:-burstable|-besteffort)?(?:\.slice)?(?:\/(?:burstable|besteffort))?$/;

/** Whose limit stands at a path: a container's, a pod's, that of all pods of the node, or one further up. */
export function levelOf(path: string): LimitLevel {
  const kube = kubePathOf(path);
  if (kube) return kube.containerId === null ? 'pod' : 'container';
  return allPods.test(path) ? 'node-allocatable' : 'above';
}
