import type { LoadEnd, LoadRequest, PreparedLoad, ScheduledLevel } from '../../ports/load.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { createAggregator } from './aggregate.ts';
import { loadEnd } from './exit-outcome.ts';
import { k6Problem, logTail } from './k6-message.ts';
import type { K6Process } from './k6-process.ts';
import { createLineSplitter, parseResultLine } from './result-lines.ts';
import type { ResultsPipe } from './results-pipe.ts';
import { unpause } from './status-api.ts';
import { markerMetric } from './wrapper.ts';

export interface PausedK6 {
  readonly process: K6Process;
  readonly pipe: ResultsPipe;
  readonly port: number;
}

export interface PreparedOptions {
  readonly request: LoadRequest;
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
  const aggregator = createAggregator({ levels, levelOf, toClock, emit: request.emit });
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
export function preparedLoad({ process: k6, pipe, port }: PausedK6, options: PreparedOptions): PreparedLoad {
  const { clock, emit } = options.request;
  let stopRequested = false;
  // One pairing of the two clocks, renewed at the release: a wall clock that is set while the load runs must not bend event times.
  let clockOfWallZero = clock() - options.wall();
  // Sums near 1e12 carry noise below a microsecond.
  const toClock = (wallMs: number): number => Math.round((wallMs + clockOfWallZero) * 1000) / 1000;
  const collector = collect(pipe, options, toClock);

  const ended = endOf(k6, collector.done, options.logPath, () => stopRequested).then((end) => {
    emit({ kind: 'load-state', t: clock(), state: 'ended', exitCode: end.exitCode, outcome: end.outcome, ...(end.detail && { detail: end.detail }) });
    return end;
  });
  const hint = `Its own words are in ${options.logPath}.`;
  const neverBegan = async (): Promise<never> => {
    const { outcome, detail } = await ended;
    throw new HighwaterError('load-never-ran', `k6 ended before the load began: ${detail ?? outcome}`, { hint });
  };

  return {
    levels: options.levels,
    ended,
    async release() {
      clockOfWallZero = clock() - options.wall();
      await unpause(port).catch((cause: Error) => {
        throw new HighwaterError('load-never-ran', `k6 could not be released: ${cause.message}`, { hint, cause });
      });
      emit({ kind: 'load-state', t: clock(), state: 'released' });
      const zero = toClock(await Promise.race([collector.zero, neverBegan()]));
      emit({ kind: 'load-state', t: zero, state: 'started' });
      return zero;
    },
    async stop(graceMs) {
      stopRequested = true;
      k6.signal('SIGINT');
      const hard = setTimeout(() => k6.signal('SIGKILL'), graceMs);
      await ended;
      clearTimeout(hard);
    },
  };
}
