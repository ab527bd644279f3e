import type { SyntheticLimit } from './synth-pod-spec.ts';

export const syntheticPodUid = '0a1b2c3d-0000-4000-8000-00000000abcd';
/** The node container of a kind cluster, as the kernel log of the machine writes it. */
const nodePath = `/docker/${'f'.repeat(64)}`;
/** As an agent inside the node sees it. */
const inNode = '/kubelet.slice/kubelet-kubepods.slice';
const podSlice = `kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod${syntheticPodUid.replaceAll('-', '_')}.slice`;

/** A start of a container has an id of its own. */
export function syntheticContainerId(index: number, restart: number): string {
  return `${index}${restart.toString(16)}`.padStart(64, 'c');
}

export interface SyntheticPaths {
  readonly announcedAllPods: string;
  readonly announcedPod: string;
  announced(containerId: string): string;
  logged(containerId: string): string;
  loggedOwner(limit: SyntheticLimit, containerId: string): string;
}

const scope = (containerId: string): string => `cri-containerd-${containerId}.scope`;

/** Paths as an agent announces them, and as the kernel log of the host writes the same: in kind they differ by what stands before. */
export const syntheticPaths: SyntheticPaths = {
  announcedAllPods: inNode,
  announcedPod: `${inNode}/${podSlice}`,
  announced: (id) => `${inNode}/${podSlice}/${scope(id)}`,
  logged: (id) => `${nodePath}${inNode}/${podSlice}/${scope(id)}`,
  loggedOwner(limit, id) {
    if (limit === 'container') return this.logged(id);
    if (limit === 'pod') return `${nodePath}${inNode}/${podSlice}`;
    return limit === 'all-pods' ? `${nodePath}${inNode}` : nodePath;
  },
};
