import { writeFile } from 'node:fs/promises';
import type { LoadEnd, LoadRequest, PreparedLoad, ScheduledLevel } from '../../../../ports/load.ts';
import type { RecordingEvent } from '../../../../recording/events.ts';
import { HighwaterError } from '../../../../shared/errors.ts';
import { FollowedPod } from './followed-pod.ts';
import { mergedEnd, ranToItsEnd } from './merged-end.ts';
import type { PodClient } from './pod-client.ts';
import { SecondMerger } from './second-merger.ts';

export interface PodsLoadOptions {
  readonly request: Pick<LoadRequest, 'clock' | 'emit'>;
  readonly levels: readonly ScheduledLevel[];
  readonly logPath: string;
  readonly wall: () => number;
}

/** Why a job whose pod is out of reach counts as dead. */
const lost = (error: Error): LoadEnd => ({ outcome: 'died', exitCode: null, detail: error.message });
/** For the others, when one has failed. */
const stopGraceMs = 5000;

/** Several k6 in pods as the runner handles one: prepared together, released together, told as one. */
export class PodsLoad implements PreparedLoad {
  readonly levels: readonly ScheduledLevel[];
  readonly ended: Promise<LoadEnd>;
  readonly #options: PodsLoadOptions;
  readonly #pods: readonly FollowedPod[];
  readonly #merger: SecondMerger;
  readonly #ended = Promise.withResolvers<LoadEnd>();
  /** Zero of each k6 on its own machine's wall clock. */
  readonly #zeros: (number | undefined)[];
  readonly #generatorUs: number[];
  readonly #started = Promise.withResolvers<void>();
  #clockOfWallZero = 0;
  /** Of the first k6 that began, on the event clock. */
  #zero = 0;

  constructor(clients: readonly PodClient[], options: PodsLoadOptions) {
    this.levels = options.levels;
    this.#options = options;
    this.ended = this.#ended.promise;
    this.#zeros = clients.map(() => undefined);
    this.#generatorUs = clients.map(() => 0);
    this.#pods = clients.map((client, index) => new FollowedPod(client, options.wall, (event) => this.#take(index, event)));
    this.#merger = new SecondMerger(clients.length, (index, merged) => options.request.emit({ ...merged, t: rounded(this.#zero + index * 1000) }));
  }

  /** Resolves when every k6 is initialised and waits. From then on they are asked after: one that is not believes its runner dead. */
  async untilPaused(): Promise<void> {
    await Promise.all(this.#pods.map((pod) => pod.untilPaused()));
    this.#follow();
  }

  async release(): Promise<number> {
    const { request, wall } = this.#options;
    this.#clockOfWallZero = request.clock() - wall();
    await Promise.all(this.#pods.map((pod) => pod.client.release())).catch((cause: Error) => {
      throw new HighwaterError('load-never-ran', `k6 could not be released: ${cause.message}`, { cause });
    });
    request.emit({ kind: 'load-state', t: request.clock(), state: 'released' });
    await Promise.race([this.#started.promise, this.#neverBegan()]);
    request.emit({ kind: 'load-state', t: this.#zero, state: 'started' });
    return this.#zero;
  }

  async stop(graceMs: number): Promise<void> {
    await this.#stopAll(graceMs);
    await this.ended;
  }

  async #stopAll(graceMs: number): Promise<void> {
    await Promise.all(this.#pods.map((pod) => pod.client.stop(graceMs).catch(() => undefined)));
  }

  #follow(): void {
    const ends = this.#pods.map(async (pod, index) => {
      const end = await pod.untilOver().catch(lost);
      this.#merger.end(index);
      if (!ranToItsEnd(end)) void this.#stopAll(stopGraceMs);
      return end;
    });
    void Promise.all(ends).then((all) => this.#over(mergedEnd(all)));
  }

  async #over(end: LoadEnd): Promise<void> {
    const { request, logPath } = this.#options;
    const logs = await Promise.all(this.#pods.map((pod) => pod.client.log().catch((error: Error) => `its output is lost: ${error.message}\n`)));
    await writeFile(logPath, logs.map((text, index) => `# Job ${index + 1}\n${text}`).join('')).catch(() => undefined);
    const { outcome, exitCode, detail } = end;
    request.emit({ kind: 'load-state', t: request.clock(), state: 'ended', exitCode, outcome, ...(detail !== undefined && { detail }) });
    this.#ended.resolve(end);
  }

  #take(instance: number, event: RecordingEvent): void {
    const { request } = this.#options;
    if (event.kind === 'load') this.#merger.add(instance, Math.round((event.t - (this.#zeros[instance] ?? event.t)) / 1000), event);
    else if (event.kind === 'note') request.emit({ ...event, t: request.clock() });
    else if (event.kind === 'generator-cpu') this.#takeCpu(instance, event.usageUs);
    else if (event.kind === 'load-state' && event.state === 'started') this.#begin(instance, event.t);
  }

  #takeCpu(instance: number, usageUs: number): void {
    this.#generatorUs[instance] = usageUs;
    // Once a second, and not once a second for each.
    if (instance !== 0) return;
    this.#options.request.emit({ kind: 'generator-cpu', t: this.#options.request.clock(), usageUs: this.#generatorUs.reduce((sum, each) => sum + each, 0) });
  }

  #begin(instance: number, zeroMs: number): void {
    this.#zeros[instance] = zeroMs;
    const known = this.#zeros.flatMap((each, index) =>
      each === undefined ? [] : [rounded((this.#pods[index] as FollowedPod).ourWall(each) + this.#clockOfWallZero)],
    );
    this.#zero = Math.min(...known);
    if (known.length < this.#zeros.length) return;
    this.#options.request.emit({
      kind: 'note',
      t: this.#options.request.clock(),
      code: 'load-from-jobs',
      text: `the load came from ${known.length} k6 inside the cluster, which began within ${Math.round(Math.max(...known) - this.#zero)} ms`,
    });
    this.#started.resolve();
  }

  async #neverBegan(): Promise<never> {
    const { outcome, detail } = await this.ended;
    throw new HighwaterError('load-never-ran', `k6 ended before the load began: ${detail ?? outcome}`, {
      hint: `Its own words are in ${this.#options.logPath}.`,
    });
  }
}

/** To a microsecond: sums of numbers near 1e12 carry noise below it. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
