import { basename } from 'node:path';
import { subdirectoriesOf } from '../../../../shared/subdirectories.ts';
import { inodeOf } from '../../../sampler/hierarchy.ts';
import { containerIdOf, isQosName, podUidOf } from './cgroup-names.ts';

export interface PodFolder {
  readonly uid: string;
  readonly dir: string;
  /** Folders between the pod and the root, nearest first, with the root. */
  readonly above: readonly string[];
}

/** Pods of all QoS classes below a kubepods root. */
export function podFoldersOf(root: string): PodFolder[] {
  const below = (dir: string, above: readonly string[]): PodFolder[] =>
    subdirectoriesOf(dir).flatMap((sub) => {
      const uid = podUidOf(basename(sub));
      if (uid !== undefined) return [{ uid, dir: sub, above }];
      return dir === root && isQosName(basename(sub)) ? below(sub, [sub, ...above]) : [];
    });
  return below(root, [root]);
}

/** Folders directly below the root that hold pods. */
export function qosFoldersOf(root: string): string[] {
  return subdirectoriesOf(root).filter((dir) => isQosName(basename(dir)));
}

export interface ContainerFolder {
  readonly id: string;
  readonly dir: string;
}

/** Containers of a pod in the order in which they were made: the kernel numbers inodes of cgroups upwards. */
export function containerFoldersOf(podDir: string): ContainerFolder[] {
  return subdirectoriesOf(podDir)
    .flatMap((dir) => {
      const id = containerIdOf(basename(dir));
      return id === undefined ? [] : [{ id, dir, inode: inodeOf(dir) }];
    })
    .sort((a, b) => a.inode - b.inode);
}
