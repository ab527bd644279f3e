import type { LoadEnd, LoadRequest, PreparedLoad, ScheduledLevel } from '../../ports/load.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { LoadAggregator } from './aggregate.ts';
import { loadEnd } from './exit-outcome.ts';
import { watchGeneratorCpu } from './generator-cpu.ts';
import { k6Problem, logTail } from './k6-message.ts';
import type { K6Process } from './k6-process.ts';
import { markerMetric } from './marker.ts';
import { createLineSplitter, parseResultLine } from './result-lines.ts';
import type { ResultsPipe } from './results-pipe.ts';
import { unpause } from './status-api.ts';

export interface PausedK6 {
  readonly process: K6Process;
  readonly pipe: ResultsPipe;
  readonly port: number;
}

export interface PreparedOptions {
  readonly request: Pick<LoadRequest, 'clock' | 'emit'>;
  readonly levels: readonly ScheduledLevel[];
  readonly levelOf: (scenario: string | undefined) => string | undefined;
  /** From the marker to load zero. */
  readonly leadMs: number;
  readonly logPath: string;
  /** Wall clock in milliseconds, the one that k6 stamps its points with. */
  readonly wall: () => number;
}

interface Collector {
  /** Wall time of load zero. */
  readonly zero: Promise<number>;
  /** Over when every writer of the pipe is gone and the last second is written. */
  readonly done: Promise<void>;
}

function collect(pipe: ResultsPipe, options: PreparedOptions, toClock: (wallMs: number) => number): Collector {
  const { levels, levelOf, leadMs, request } = options;
  const zero = Promise.withResolvers<number>();
  const aggregator = new LoadAggregator({ levels, levelOf, toClock, emit: request.emit });
  const split = createLineSplitter((line) => {
    const point = parseResultLine(line);
    if (point?.metric === markerMetric) {
      aggregator.zeroAt(point.value + leadMs);
      zero.resolve(point.value + leadMs);
    } else if (point) aggregator.add(point);
  });
  return { zero: zero.promise, done: pipe.read(split).then(() => aggregator.end()) };
}

/** How the load ended once process and results are; never rejects. */
async function endOf(k6: K6Process, done: Promise<void>, logPath: string, stopRequested: () => boolean): Promise<LoadEnd> {
  const lost = done.then(
    () => undefined,
    (error: Error) => error,
  );
  void lost.then((error) => error && k6.signal('SIGKILL'));
  const exit = await k6.exited;
  const error = await lost;
  if (error) return { outcome: 'died', exitCode: exit.exitCode, detail: `the results of k6 could not be read: ${error.message}` };
  return loadEnd({ ...exit, stopRequested: stopRequested(), problem: exit.exitCode ? k6Problem(await logTail(logPath)) : undefined });
}

/** The load as the runner handles it, around a k6 that is up and paused. */
export class K6Load implements PreparedLoad {
  readonly levels: readonly ScheduledLevel[];
  readonly ended: Promise<LoadEnd>;
  readonly #options: PreparedOptions;
  readonly #k6: K6Process;
  readonly #port: number;
  readonly #zeroWallMs: Promise<number>;
  readonly #hint: string;
  /** One pairing of the two clocks, made at the release: a wall clock that is set while the load runs must not bend event times. */
  #clockOfWallZero = 0;
  #stopRequested = false;

  constructor({ process: k6, pipe, port }: PausedK6, options: PreparedOptions) {
    this.levels = options.levels;
    this.#options = options;
    this.#k6 = k6;
    this.#port = port;
    this.#hint = `Its own words are in ${options.logPath}.`;
    const collector = collect(pipe, options, (wallMs) => this.#toClock(wallMs));
    this.#zeroWallMs = collector.zero;
    this.ended = this.#end(collector.done);
  }

  async release(): Promise<number> {
    const { clock, emit } = this.#options.request;
    this.#clockOfWallZero = clock() - this.#options.wall();
    await unpause(this.#port).catch((cause: Error) => {
      throw new HighwaterError('load-never-ran', `k6 could not be released: ${cause.message}`, { hint: this.#hint, cause });
    });
    emit({ kind: 'load-state', t: clock(), state: 'released' });
    void this.ended.then(watchGeneratorCpu(this.#k6.pid, clock, emit));
    const zero = this.#toClock(await Promise.race([this.#zeroWallMs, this.#neverBegan()]));
    emit({ kind: 'load-state', t: zero, state: 'started' });
    return zero;
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopRequested = true;
    this.#k6.signal('SIGINT');
    const hard = setTimeout(() => this.#k6.signal('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(hard);
  }

  /** To a microsecond: sums of numbers near 1e12 carry noise below it. */
  #toClock(wallMs: number): number {
    return Math.round((wallMs + this.#clockOfWallZero) * 1000) / 1000;
  }

  async #end(done: Promise<void>): Promise<LoadEnd> {
    const { logPath, request } = this.#options;
    const end = await endOf(this.#k6, done, logPath, () => this.#stopRequested);
    const { outcome, exitCode, detail } = end;
    request.emit({ kind: 'load-state', t: request.clock(), state: 'ended', exitCode, outcome, ...(detail && { detail }) });
    return end;
  }

  async #neverBegan(): Promise<never> {
    const { outcome, detail } = await this.ended;
    throw new HighwaterError('load-never-ran', `k6 ended before the load began: ${detail ?? outcome}`, { hint: this.#hint });
  }
}
