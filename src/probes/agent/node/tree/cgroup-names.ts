/** `kubepods`, `kubepods.slice`, or with the kubelet's cgroupRoot before it (kind: `kubelet-kubepods.slice`). [kubernetes:pkg/kubelet/cm/cgroup_manager_linux.go] */
export function isKubepodsName(name: string): boolean {
  return /^(.+-)?kubepods(\.slice)?$/.test(name);
}

/** `burstable`, `kubepods-besteffort.slice`; guaranteed pods have no folder of their own class. */
export function isQosName(name: string): boolean {
  return /^(.+-)?(burstable|besteffort)(\.slice)?$/.test(name);
}

/** UID of the pod that a folder is of: `pod<uid>`, or `...-pod<uid with _ for ->.slice`. Static pods have a hash without dashes. */
export function podUidOf(name: string): string | undefined {
  return /^(?:.+-)?pod([0-9a-f][0-9a-f_-]{30,34}[0-9a-f])(?:\.slice)?$/.exec(name)?.[1]?.replaceAll('_', '-');
}

/**
 * ID of the container that a folder is of: `cri-containerd-<id>.scope`, `crio-<id>.scope`, `docker-<id>.scope`, or the bare ID with the cgroupfs
 * driver. CRI-O's `crio-conmon-<id>.scope` is the monitor of a container, not the container.
 */
export function containerIdOf(name: string): string | undefined {
  if (name.includes('conmon')) return undefined;
  return /^(?:[a-z][a-z-]*-)?([0-9a-f]{64})(?:\.scope)?$/.exec(name)?.[1];
}
