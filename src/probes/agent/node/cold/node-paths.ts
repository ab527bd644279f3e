import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { mountAbove, type NodeMount } from './mountinfo.ts';
import { lowerFolders } from './overlay-layers.ts';

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** What a kubelet keeps for a pod, such as its emptyDirs, ends with it (kubelet --root-dir). */
const endsWithPod = /\/kubelet\/pods\//;

/** What the kernel makes up or keeps in memory: nothing of it can be evicted, and there is much of it. */
const notOnDisk = /^(?:proc|sysfs|tmpfs|ramfs|devtmpfs|devpts|mqueue|cgroup2?|bpf|debugfs|tracefs|securityfs|hugetlbfs)$/;
const ofTheKernel = /^\/(?:proc|sys|dev)(?:\/|$)/;

/** Folders of the node that a container has mounted and that outlive its pod: a hostPath, a local volume. */
export function volumesOnNode(mounts: readonly NodeMount[], nodeMounts: readonly NodeMount[], hostRoot: string): string[] {
  const volumes = mounts.filter(
    ({ mountPoint, fsType, root }) =>
      mountPoint !== '/' && fsType !== 'overlay' && !notOnDisk.test(fsType) && !ofTheKernel.test(mountPoint) && !endsWithPod.test(root),
  );
  return volumes.flatMap(({ device, root }) => onNode(device, root, nodeMounts, hostRoot).find(isFolder) ?? []);
}

/** Every place where the node has what lies at `inside` of a device. */
function onNode(device: string, inside: string, nodeMounts: readonly NodeMount[], hostRoot: string): string[] {
  const bases = nodeMounts.filter((base) => base.device === device && (base.root === '/' || inside === base.root || inside.startsWith(`${base.root}/`)));
  return bases.map((base) => join(hostRoot, base.mountPoint, inside.slice(base.root === '/' ? 0 : base.root.length)));
}

/**
 * Where a file of a container lies on the node for as long as its image does: in a layer of the image, or on a volume of the node. Undefined for
 * what ends with the container, such as what it wrote itself. `hostRoot` is where the node's root is seen from here.
 */
export function pathOnNode(path: string, mounts: readonly NodeMount[], nodeMounts: readonly NodeMount[], hostRoot: string): string | undefined {
  const mount = mountAbove(path, mounts);
  if (!mount) return undefined;
  const below = mount.mountPoint === '/' ? path : path.slice(mount.mountPoint.length);
  const inside = join(mount.root, below);
  if (mount.fsType === 'overlay') {
    return lowerFolders(mount.superOptions)
      .map((layer) => join(hostRoot, layer, inside))
      .find(isFile);
  }
  return onNode(mount.device, inside, nodeMounts, hostRoot).find(isFile);
}
