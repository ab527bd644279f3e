import { statSync } from 'node:fs';
import type { EventOf } from '../../../recording/events.ts';
import { evict } from '../../machine/page-cache.ts';
import type { Residency } from '../../machine/residency.ts';
import type { Tools } from '../../machine/tools.ts';
import type { UsedFiles } from '../../machine/used-files.ts';
import type { Bind } from '../launch-command.ts';
import type { PrivateCopies } from './private-copies.ts';

export type ColdCacheFacts = Omit<EventOf<'cold-cache'>, 'kind' | 't'>;

export interface ColdStart {
  readonly binds: readonly Bind[];
  readonly facts: ColdCacheFacts;
}

/** A page that was in a per-CPU batch or under writeback goes at the second try. */
const evictPasses = 3;

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/**
 * Makes every start of the workload read its files from disk. A page of a file stays charged to the cgroup that read it first,
 * so a run that finds the files in memory is charged less than the workload needs.
 */
export class ColdCache {
  readonly #tools: Tools;
  readonly #residency: Residency;
  readonly #copies: PrivateCopies | undefined;
  readonly #noCopies: string;
  readonly #read = new Set<string>();
  readonly #written = new Set<string>();

  /** `copies` undefined: files that others use stay in memory, for the reason `noCopies`. */
  constructor(tools: Tools, residency: Residency, copies: PrivateCopies | undefined, noCopies: string) {
    this.#tools = tools;
    this.#residency = residency;
    this.#copies = copies;
    this.#noCopies = noCopies;
  }

  learn({ read, written }: UsedFiles): void {
    for (const path of read) this.#read.add(path);
    for (const path of written) this.#written.add(path);
  }

  /** Evicts what the workload is known to use. Right before a start: whatever reads the files afterwards makes them warm again. */
  async prepare(): Promise<ColdStart> {
    const files = [...new Set([...this.#read, ...this.#written])].filter(isFile);
    if (!this.#tools.dd) return { binds: [], facts: { method: 'unavailable', files: files.length, residualBytes: 0, detail: 'dd is missing' } };
    const stillWarm = await this.#evict(files.filter((path) => !this.#copies?.has(path)));
    await this.#copy([...stillWarm.keys(), ...files.filter((path) => this.#copies?.has(path))]);
    const binds = this.#copies?.binds ?? [];
    const copied = new Set(binds.map(({ path }) => path));
    const inCopies = await this.#evict(binds.map(({ copy }) => copy));
    const staying = [...stillWarm].filter(([path]) => !copied.has(path));
    const residualBytes = sum(staying.map(([, bytes]) => bytes)) + sum(inCopies.values());
    return { binds, facts: this.#facts(files.length, binds.length, residualBytes, staying) };
  }

  /** Bytes that stay, of files of which any do. */
  async #evict(files: readonly string[]): Promise<Map<string, number>> {
    // What is only inferred says what will stay, not what is there now.
    if (!this.#residency.verified) await evict(this.#tools, files);
    let left = await this.#resident(files);
    for (let pass = 0; pass < evictPasses && left.size > 0 && this.#residency.verified; pass += 1) {
      await evict(this.#tools, [...left.keys()]);
      left = await this.#resident([...left.keys()]);
    }
    return left;
  }

  async #resident(files: readonly string[]): Promise<Map<string, number>> {
    return new Map([...(await this.#residency.of(files))].filter(([, bytes]) => bytes > 0));
  }

  async #copy(paths: readonly string[]): Promise<void> {
    for (const path of paths) if (!this.#written.has(path)) await this.#copies?.ensure(path);
  }

  #facts(files: number, copies: number, residualBytes: number, staying: readonly (readonly [string, number])[]): ColdCacheFacts {
    const named = staying.slice(0, 5).map(([path]) => path);
    const stays =
      staying.length > 0 ? `in use by others and not replaced: ${named.join(', ')}${staying.length > 5 ? ` and ${staying.length - 5} more` : ''}` : '';
    if (residualBytes > 0 && !this.#copies) return { method: 'unavailable', files, residualBytes, detail: `${this.#noCopies}; ${stays}` };
    const inferred = this.#residency.verified ? '' : 'fincore is missing: that the rest went is inferred from who maps what';
    const detail = [copies > 0 ? `${copies} files in use by others replaced by private copies` : '', stays, inferred].filter(Boolean).join('; ');
    return { method: copies > 0 ? 'private-copies' : 'evicted', files, residualBytes, ...(detail && { detail }) };
  }
}
