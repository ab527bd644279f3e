import { accessSync, constants } from 'node:fs';
import type { EventOf } from '../../recording/events.ts';
import { filesBelow } from '../machine/files-below.ts';
import { evict, evictMany, residentBytes } from '../machine/page-cache.ts';
import type { Tools } from '../machine/tools.ts';
import type { EngineImage } from './image.ts';

export type ColdFacts = Omit<EventOf<'cold-cache'>, 'kind' | 't'>;

/** Below this, pages that others hold change no limit, which is written in whole Mi; a copy of the image would cost more than it brings. */
const negligibleBytes = 2 ** 20;
/** A page that was in a per-CPU batch goes at the second try. Only then dirty files are written first: waiting for the disk file by file takes long for whole images. */
const evictPasses = 3;

type EvictTools = Pick<Tools, 'sh' | 'dd' | 'sync' | 'fincore' | 'python3'>;

function readable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Why the files of an image cannot be put out of memory; undefined when they can. */
export function eviction(image: EngineImage, tools: EvictTools): string | undefined {
  if (!tools.dd || !tools.sh || !tools.fincore) return 'dd or fincore (util-linux, on Debian util-linux-extra) is missing';
  if (image.layers.length === 0) return "the engine's storage driver does not say where the files of an image lie";
  const closed = image.layers.find((folder) => !readable(folder));
  return closed === undefined ? undefined : `this user may not read the files of the image (${closed})`;
}

/** Puts files of folders out of the page cache. Overlayfs reads a layer through the layer's own files, so their pages are those that containers share. */
export class ColdImage {
  readonly #tools: EvictTools;
  /** Layers never change, so they are listed once. */
  readonly #listed = new Map<string, readonly string[]>();

  constructor(tools: EvictTools) {
    this.#tools = tools;
  }

  /** Evicts the layers of an image, and folders that a container was given besides. */
  async evict(layers: readonly string[], folders: readonly string[] = []): Promise<ColdFacts> {
    const files = [...layers.flatMap((layer) => this.#filesOf(layer)), ...folders.flatMap((folder) => filesBelow(folder, Number.POSITIVE_INFINITY))];
    let left = await this.#resident(files);
    for (let pass = 0; pass < evictPasses && left.size > 0; pass += 1) {
      await (pass === 0 ? evictMany : evict)(this.#tools, [...left.keys()]);
      left = await this.#resident([...left.keys()]);
    }
    const residualBytes = [...left.values()].reduce((sum, bytes) => sum + bytes, 0);
    const biggest = [...left].sort(([, a], [, b]) => b - a).slice(0, 3);
    const named = biggest.map(([path]) => path.replace(/^.*?\/diff\//, '/')).join(', ');
    return { method: 'evicted', files: files.length, residualBytes, ...(residualBytes > 0 && { detail: `held by others: ${named}` }) };
  }

  #filesOf(layer: string): readonly string[] {
    const known = this.#listed.get(layer) ?? filesBelow(layer, Number.POSITIVE_INFINITY);
    this.#listed.set(layer, known);
    return known;
  }

  async #resident(files: readonly string[]): Promise<Map<string, number>> {
    const resident = await residentBytes(this.#tools.fincore as string, files);
    return new Map([...resident].filter(([, bytes]) => bytes > 0));
  }
}

export function isWarm({ residualBytes }: ColdFacts): boolean {
  return residualBytes >= negligibleBytes;
}
