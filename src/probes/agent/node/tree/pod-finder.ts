import { join } from 'node:path';
import type { Discovery } from '../../../sampler/discovery.ts';
import { linksOf } from '../../../sampler/hierarchy.ts';
import type { WatchList } from '../../../sampler/watch-list.ts';
import type { CgroupTree } from './cgroup-tree.ts';
import { FolderWatch } from './folder-watch.ts';
import { kubepodsRoots } from './kubepods-roots.ts';
import { containerFoldersOf, type PodFolder, podFoldersOf, qosFoldersOf } from './pod-folders.ts';
import { ancestorSpec, containerSpec } from './specs.ts';

/** Whatever a change notice may have missed is found by then. */
const lookEveryMs = 1000;
/** A pod that nobody claims is a stranger's. Long enough for an API server that restarts. */
const unclaimedMs = 120_000;

interface SeenPod {
  readonly folder: PodFolder;
  readonly fresh: boolean;
  readonly sinceMs: number;
  /** Folder by container ID. */
  readonly containers: Map<string, string>;
  sampled: boolean;
}

/**
 * Puts the containers of every new pod on the list the moment its folder appears, before anybody knows whose it is: a container may be killed
 * before the API server tells of it. Pods that were there before are sampled once they are claimed, strangers are let go.
 */
export class PodFinder implements Discovery {
  readonly #tree: CgroupTree;
  readonly #below: string;
  readonly #folders: FolderWatch;
  readonly #pods = new Map<string, SeenPod>();
  readonly #claimed: Set<string>;
  readonly #unwanted = new Set<string>();
  #links = new Map<string, number>();
  #roots: string[] = [];
  #first = true;
  #changed = true;
  #nextLookMs = 0;

  /** `below`: where the kubepods folders are looked for, the whole tree but in tests. */
  constructor(tree: CgroupTree, below: string, claimed: readonly string[], onChange: () => void) {
    this.#tree = tree;
    this.#below = below;
    this.#claimed = new Set(claimed);
    this.#folders = new FolderWatch(() => {
      this.#changed = true;
      onChange();
    });
  }

  claim(podUid: string): void {
    this.#claimed.add(podUid);
    this.#changed = true;
  }

  isClaimed(podUid: string | undefined): boolean {
    return podUid !== undefined && this.#claimed.has(podUid);
  }

  /** Lets go of one container of a pod for good. */
  forget(containerId: string): void {
    this.#unwanted.add(containerId);
    this.#changed = true;
  }

  look(list: WatchList, t: number): void {
    if (!this.#changed && t < this.#nextLookMs && (this.#folders.works || !this.#linksMoved())) return;
    this.#changed = false;
    this.#nextLookMs = t + lookEveryMs;
    if (this.#roots.length === 0) this.#roots = kubepodsRoots(this.#below);
    const folders = this.#roots.flatMap(podFoldersOf);
    this.#note(folders, t);
    for (const pod of this.#pods.values()) this.#follow(pod, list, t);
    this.#first = false;
    this.#watchFolders();
  }

  close(): void {
    this.#folders.close();
  }

  #note(folders: readonly PodFolder[], t: number): void {
    const present = new Set(folders.map(({ dir }) => dir));
    for (const dir of this.#pods.keys()) if (!present.has(dir)) this.#pods.delete(dir);
    for (const folder of folders) {
      if (this.#pods.has(folder.dir)) continue;
      this.#pods.set(folder.dir, { folder, fresh: !this.#first, sinceMs: t, containers: new Map(), sampled: !this.#first });
    }
  }

  #follow(pod: SeenPod, list: WatchList, t: number): void {
    const { uid, dir, above } = pod.folder;
    const claimed = this.#claimed.has(uid);
    if (!claimed && pod.sampled && t - pod.sinceMs > unclaimedMs) this.#letGo(pod, list);
    if (claimed && !pod.sampled) pod.sampled = true;
    if (!pod.sampled) return;
    for (const { id, dir: containerDir } of containerFoldersOf(dir)) {
      if (this.#unwanted.has(id)) list.forget(containerDir);
      if (pod.containers.has(id)) continue;
      const fresh = pod.fresh || pod.containers.size > 0;
      if (pod.containers.size === 0) {
        for (const parent of above.toReversed()) list.watch(ancestorSpec(this.#tree, { dir: parent, fresh: false }), t);
        list.watch(ancestorSpec(this.#tree, { dir, podUid: uid, fresh }), t);
      }
      pod.containers.set(id, containerDir);
      if (!this.#unwanted.has(id)) list.watch(containerSpec(this.#tree, { dir: containerDir, podUid: uid, containerId: id, fresh }), t);
    }
  }

  #letGo(pod: SeenPod, list: WatchList): void {
    pod.sampled = false;
    pod.containers.clear();
    list.forget(pod.folder.dir);
  }

  #watchFolders(): void {
    const sampled = [...this.#pods.values()].filter((pod) => pod.sampled);
    const pods = sampled.map(({ folder }) => folder.dir);
    const dirs = [...this.#roots, ...this.#roots.flatMap(qosFoldersOf), ...pods];
    // v2 tells of a kill through this file (kernel/cgroup: cgroup_file_notify); v1 has only eventfd, which Node cannot make.
    const events = this.#tree.version === 2 ? sampled.flatMap(({ containers }) => [...containers.values()].map((dir) => join(dir, 'memory.events'))) : [];
    this.#folders.follow(new Set([...dirs, ...events]));
    if (!this.#folders.works) this.#links = new Map(dirs.map((dir) => [dir, linksOf(dir)]));
  }

  #linksMoved(): boolean {
    return [...this.#links].some(([dir, links]) => linksOf(dir) !== links);
  }
}
