import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../read-text.ts';
import type { CgroupTree } from './cgroup-tree.ts';
import { kubepodsRoots } from './kubepods-roots.ts';
import { containerFoldersOf, podFoldersOf } from './pod-folders.ts';

export interface TreePart {
  readonly tree: CgroupTree;
  readonly searchBelow: string;
}

/** Folders of those of the pods that are on this node. */
export function foldersOf({ tree, searchBelow }: TreePart, podUids: readonly string[]): string[] {
  return kubepodsRoots(tree.memory + searchBelow)
    .flatMap(podFoldersOf)
    .filter(({ uid }) => podUids.includes(uid))
    .map(({ dir }) => dir);
}

/** Ids of the processes of a pod's containers, as far as they can be seen from here; the one that only holds its namespaces is left out. */
export function processesOf(podDir: string): number[] {
  return containerFoldersOf(podDir)
    .flatMap(({ dir }) => pidsOf(dir))
    .filter(isNoSandbox);
}

/** The process that holds a pod's namespaces is in every pod of the node, the same program. */
function isNoSandbox(pid: number): boolean {
  return readText(`/proc/${pid}/comm`)?.trim() !== 'pause';
}

function pidsOf(dir: string): number[] {
  try {
    const text = readFileSync(join(dir, 'cgroup.procs'), 'latin1');
    return text
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}
