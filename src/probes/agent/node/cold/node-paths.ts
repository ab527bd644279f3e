import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { mountAbove, type NodeMount } from './mountinfo.ts';
import { lowerFolders } from './overlay-layers.ts';

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
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
  const bases = nodeMounts.filter(({ device, root }) => device === mount.device && (root === '/' || inside.startsWith(`${root}/`)));
  return bases.map((base) => join(hostRoot, base.mountPoint, inside.slice(base.root === '/' ? 0 : base.root.length))).find(isFile);
}
