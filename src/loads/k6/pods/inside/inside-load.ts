import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadEnd } from '../../../../ports/load.ts';
import type { RecordingEvent } from '../../../../recording/events.ts';
import { HighwaterError } from '../../../../shared/errors.ts';
import { logTail } from '../../k6-message.ts';
import { k6Environment } from '../../launch.ts';
import { K6Load } from '../../prepared.ts';
import { levelReader } from '../../reading.ts';
import type { Environment } from '../../run-process.ts';
import { instanceVariable } from '../../seed-module.ts';
import { pauseK6 } from '../../start-paused.ts';
import type { PrepareBody, Stage, StateAnswer } from '../protocol.ts';
import { watchRoom } from './machine-room.ts';

export interface InsideOptions {
  readonly k6Path: string;
  readonly workDir: string;
  readonly env: Environment;
}

/** One k6 in this pod, for one recording. Event times are this machine's wall clock. */
export class InsideLoad {
  readonly id: string;
  readonly #body: PrepareBody;
  readonly #options: InsideOptions;
  readonly #dir: string;
  readonly #events: RecordingEvent[] = [];
  readonly #load: Promise<K6Load>;
  #stage: Stage = 'starting';
  #failure: StateAnswer['failure'];
  #end: LoadEnd | undefined;
  #lacks: (() => string[]) | undefined;
  #news = Promise.withResolvers<void>();

  constructor(body: PrepareBody, options: InsideOptions) {
    this.id = body.id;
    this.#body = body;
    this.#options = options;
    this.#dir = join(options.workDir, body.id);
    this.#load = this.#prepare();
    this.#load.catch((error: unknown) => this.#fail(error));
  }

  /** What is new from that event on; waits for news if there are none. */
  async state(from: number, waitMs: number): Promise<StateAnswer> {
    if (this.#events.length <= from && this.#end === undefined && this.#failure === undefined && waitMs > 0) {
      const timer = Promise.withResolvers<void>();
      const timeout = setTimeout(timer.resolve, waitMs);
      await Promise.race([this.#news.promise, timer.promise]);
      clearTimeout(timeout);
    }
    const known = { ...(this.#failure && { failure: this.#failure }), ...(this.#end && { end: this.#end }) };
    return { nowMs: Date.now(), stage: this.#stage, events: this.#events.slice(from), ...known };
  }

  /** Lets it begin; whether it did is told by its events. */
  release(): void {
    this.#lacks = watchRoom();
    void this.#load.then((load) => load.release()).catch((error: unknown) => this.#fail(error));
  }

  async stop(graceMs: number): Promise<void> {
    const load = await this.#load.catch(() => undefined);
    await load?.stop(graceMs);
  }

  log(): Promise<string> {
    return logTail(join(this.#dir, 'k6.log'));
  }

  async remove(): Promise<void> {
    await this.stop(0);
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #prepare(): Promise<K6Load> {
    const { archive, reading, segment, targetUrl } = this.#body;
    const { k6Path, env } = this.#options;
    mkdirSync(this.#dir, { recursive: true });
    const main = join(this.#dir, 'script.tar');
    writeFileSync(main, Buffer.from(archive, 'base64'));
    const logPath = join(this.#dir, 'k6.log');
    const paused = await pauseK6({
      ...{ k6Path, script: 'the script', main, cwd: this.#dir, workDir: this.#dir, logPath, segment, cores: undefined },
      ...{ systemTags: reading.systemTags, summary: reading.summary, note: (code: string, text: string) => this.#note(code, text) },
      env: { ...k6Environment(env, targetUrl), [instanceVariable]: String(segment.index) },
    });
    const request = { clock: Date.now, emit: (event: RecordingEvent) => this.#put(event) };
    const { levels, leadMs } = reading;
    const load = new K6Load(paused, { request, levels, levelOf: levelReader(reading), leadMs, logPath, wall: Date.now });
    void load.ended.then((end) => this.#over(end));
    this.#turn('paused');
    return load;
  }

  #over(end: LoadEnd): void {
    for (const lack of this.#lacks?.() ?? []) this.#note('load-short-of-cpu', `k6 of Job ${this.#body.segment.index + 1} was short of CPU: ${lack}`);
    this.#end = end;
    this.#turn('over');
  }

  #fail(error: unknown): void {
    const known = error instanceof HighwaterError ? error : new HighwaterError('load-never-ran', (error as Error).message);
    this.#failure = { code: known.code, message: known.message, hint: known.hint };
    this.#turn('failed');
  }

  #note(code: string, text: string): void {
    this.#put({ kind: 'note', t: Date.now(), code, text });
  }

  #put(event: RecordingEvent): void {
    this.#events.push(event);
    if (event.kind === 'load-state' && event.state === 'released') this.#stage = 'released';
    this.#tell();
  }

  #turn(stage: Stage): void {
    this.#stage = stage;
    this.#tell();
  }

  #tell(): void {
    const told = this.#news;
    this.#news = Promise.withResolvers();
    told.resolve();
  }
}
