import { readdirSync, statSync } from 'node:fs';
import type { ColdFacts } from '../../../../ports/agent.ts';
import { readText } from '../read-text.ts';
import { foldersOf, processesOf, type TreePart } from '../tree/pod-processes.ts';
import { evict } from './evict.ts';
import { parseNodeMounts } from './mountinfo.ts';
import { pathOnNode, volumesOnNode } from './node-paths.ts';
import { mappedFiles, openedPaths } from './process-files.ts';
import { reclaimPod } from './reclaim-pod.ts';
import { largestFilesBelow } from './volume-files.ts';

export interface ColdOptions extends TreePart {
  /** Where the node's root is seen from here, with its processes in /proc; undefined where they are out of reach. */
  readonly hostRoot: string | undefined;
  readonly toolsDir: string | undefined;
}

/** What the containers of this run read, and how it is made cold again before the next start. */
export class ColdFiles {
  readonly #options: ColdOptions;
  readonly #files = new Set<string>();
  readonly #volumes = new Set<string>();

  constructor(options: ColdOptions) {
    this.#options = options;
  }

  /** Notes the files that the pods' processes map or hold open, then reclaims what the pods are charged for and nobody maps. */
  async learn(podUids: readonly string[]): Promise<void> {
    const { tree, hostRoot } = this.#options;
    const pods = foldersOf(this.#options, podUids);
    if (hostRoot !== undefined) for (const dir of pods) this.#learnPod(dir, hostRoot);
    if (tree.writable) for (const dir of pods) await reclaimPod(tree, dir);
  }

  /** Evicts what was learned. What others have mapped stays, and is told: it is not charged to the pod that reads it next. */
  async evict(): Promise<ColdFacts> {
    const { tree, hostRoot, toolsDir } = this.#options;
    const files = [...new Set([...this.#files, ...[...this.#volumes].flatMap(largestFilesBelow)])];
    if (hostRoot === undefined) {
      const detail = "the agent does not see the node's processes and files: page cache of earlier pods may be left, and then counts for nobody";
      return { method: 'unavailable', files: 0, residualBytes: 0, detail: tree.writable ? detail : `${detail}; cgroups may not be written either` };
    }
    await evict(files, toolsDir);
    const { bytes, paths } = stillMapped(files);
    const named = paths.slice(0, 5).map((path) => path.slice(hostRoot.length));
    const detail = `in use by others: ${named.join(', ')}${paths.length > 5 ? ` and ${paths.length - 5} more` : ''}`;
    return { method: 'evicted', files: files.length, residualBytes: bytes, ...(bytes > 0 && { detail }) };
  }

  #learnPod(podDir: string, hostRoot: string): void {
    const nodeMounts = parseNodeMounts(readText('/proc/1/mountinfo') ?? '');
    for (const pid of processesOf(podDir)) {
      const mounts = parseNodeMounts(readText(`/proc/${pid}/mountinfo`) ?? '');
      // Data that a process has read and closed shows nowhere; on a volume that outlives the pod it is found all the same.
      for (const folder of volumesOnNode(mounts, nodeMounts, hostRoot)) this.#volumes.add(folder);
      for (const path of [...mappedFiles('/proc', pid).map((file) => file.path), ...openedPaths('/proc', pid)]) {
        const found = pathOnNode(path, mounts, nodeMounts, hostRoot);
        if (found !== undefined) this.#files.add(found);
      }
    }
  }
}

/** Files that a process has mapped now, by inode and name: on an overlay the device is another for each container. Their whole size, as what is resident of them cannot be asked for. */
function stillMapped(files: readonly string[]): { readonly bytes: number; readonly paths: readonly string[] } {
  const mapped = new Set<string>();
  for (const name of readdirSync('/proc')) {
    if (/^\d+$/.test(name)) for (const { path, inode } of mappedFiles('/proc', Number(name))) mapped.add(`${inode} ${baseOf(path)}`);
  }
  let bytes = 0;
  const paths: string[] = [];
  for (const path of files) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat || !mapped.has(`${stat.ino} ${baseOf(path)}`)) continue;
    bytes += stat.size;
    paths.push(path);
  }
  return { bytes, paths };
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
