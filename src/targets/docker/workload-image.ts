import type { Tools } from '../machine/tools.ts';
import { type ColdFacts, ColdImage, eviction, isWarm } from './cold-image.ts';
import type { Engine } from './engine.ts';
import type { EngineImage } from './image.ts';
import { copyImage } from './private-image.ts';

const copied = 'files of the image are in use by others, so a private copy of it runs';

export interface ImageChoice {
  readonly image: EngineImage;
  /** What was done about the layers so far. */
  readonly facts: ColdFacts;
}

/** The image of the sized workload: made cold before each start, copied once where others hold its files in memory. */
export class WorkloadImage {
  readonly #engine: Engine;
  readonly #original: EngineImage;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #copyName: string;
  readonly #cold: ColdImage;
  readonly #why: string | undefined;
  #copy: EngineImage | undefined;

  /** `impossible`: why its files cannot be evicted at all, where that is known from elsewhere. */
  constructor(engine: Engine, original: EngineImage, tools: Tools, labels: Readonly<Record<string, string>>, copyName: string, impossible: string | undefined) {
    this.#engine = engine;
    this.#original = original;
    this.#labels = labels;
    this.#copyName = copyName;
    this.#cold = new ColdImage(tools);
    this.#why = impossible ?? eviction(original, tools);
  }

  get id(): string {
    return this.#original.id;
  }

  /** Why its page cache stays as it is; undefined where it can be evicted. */
  get staysWarm(): string | undefined {
    return this.#why;
  }

  /** The image to make the next container from, with its layers out of memory. */
  async choose(): Promise<ImageChoice> {
    if (this.#why !== undefined) return { image: this.#original, facts: { method: 'unavailable', files: 0, residualBytes: 0, detail: this.#why } };
    if (!this.#copy) {
      const facts = await this.#cold.evict(this.#original.layers);
      if (!isWarm(facts)) return { image: this.#original, facts };
      this.#copy = await copyImage(this.#engine, this.#original, this.#copyName, this.#labels);
    }
    // It was just written; what is dirty takes its time here, not while the container waits to start.
    const facts = await this.#cold.evict(this.#copy.layers);
    return { image: this.#copy, facts: { ...facts, method: 'private-copies' } };
  }

  /**
   * Right before the container starts: the layers once more, because others may have read them since, and what it was given besides: copied files, volumes
   * filled from the image.
   */
  async evictFor({ image, facts }: ImageChoice, folders: readonly string[]): Promise<ColdFacts> {
    if (this.#why !== undefined) return facts;
    const now = await this.#cold.evict(image.layers, folders);
    const detail = [facts.method === 'private-copies' && copied, now.detail].filter(Boolean).join('; ');
    return { ...now, method: facts.method, ...(detail && { detail }) };
  }

  async dispose(): Promise<void> {
    const copy = this.#copy;
    this.#copy = undefined;
    if (copy) await this.#engine.docker.getImage(copy.reference).remove({ force: true });
  }
}
