import type { EventOf } from '../../recording/events.ts';
import { bucketOf } from '../../recording/latency-histogram.ts';
import { thrownMetric } from './marker.ts';
import type { ResultPoint } from './result-lines.ts';

/** Durations that can stand for latency, the most telling first. Iterations are the last resort: they include the script's own waiting. */
const latencyMetrics = ['http_req_duration', 'grpc_req_duration', 'ws_session_duration', 'iteration_duration'] as const;

export type LatencyMetric = (typeof latencyMetrics)[number];

export const isLatencyMetric = (metric: string): metric is LatencyMetric => (latencyMetrics as readonly string[]).includes(metric);

export function moreTelling(a: LatencyMetric, b: LatencyMetric): LatencyMetric {
  return latencyMetrics.indexOf(a) <= latencyMetrics.indexOf(b) ? a : b;
}

/** What one second of one level adds up to while its points arrive. */
export interface LoadSecond {
  iterations: number;
  dropped: number;
  requests: number;
  failedRequests: number;
  checks: number;
  failedChecks: number;
  /** Iterations that the script ended by an exception. */
  thrown: number;
  vus: number;
  iterationMsSum: number;
  readonly latency: Map<LatencyMetric, Map<number, number>>;
}

export function emptySecond(): LoadSecond {
  return {
    iterations: 0,
    dropped: 0,
    requests: 0,
    failedRequests: 0,
    checks: 0,
    failedChecks: 0,
    thrown: 0,
    vus: 0,
    iterationMsSum: 0,
    latency: new Map(),
  };
}

/** gRPC status 0 is OK; a WebSocket handshake succeeds with HTTP 101, and has no status when nothing answered. */
const grpcOk = '0';
const webSocketOk = '101';
/** Status that k6 gives to an HTTP request without a response: refused, reset, timed out. */
const noAnswer = '0';

function countRequest(second: LoadSecond, failed: boolean): void {
  second.requests++;
  if (failed) second.failedRequests++;
}

const counters: Readonly<Record<string, (second: LoadSecond, point: ResultPoint) => void>> = {
  vus: (second, { value }) => {
    second.vus = Math.max(second.vus, value);
  },
  checks: (second, { value }) => {
    second.checks++;
    if (value === 0) second.failedChecks++;
  },
  dropped_iterations: (second, { value }) => {
    second.dropped += value;
  },
  [thrownMetric]: (second, { value }) => {
    second.thrown += value;
  },
  iteration_duration: (second, { value }) => {
    second.iterations++;
    second.iterationMsSum += value;
  },
  // k6 leaves http_req_failed out when the script sets responseCallback to null. Status 0, no answer at all, is a failure whatever the script thinks.
  http_req_duration: (second, { status }) => countRequest(second, status === noAnswer),
  http_req_failed: (second, { value, status }) => {
    if (status !== noAnswer) second.failedRequests += value;
  },
  grpc_req_duration: (second, { status }) => countRequest(second, status !== grpcOk),
  ws_connecting: (second, { status }) => countRequest(second, status !== webSocketOk),
};

export function addPoint(second: LoadSecond, point: ResultPoint): void {
  counters[point.metric]?.(second, point);
  if (!isLatencyMetric(point.metric)) return;
  const histogram = second.latency.get(point.metric) ?? new Map<number, number>();
  second.latency.set(point.metric, histogram);
  const bucket = bucketOf(point.value);
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + 1);
}

/** The second as a recording says it; `t` is the event time of its start. */
export function loadEvent(second: LoadSecond, t: number, level: string, latencyOf: LatencyMetric): EventOf<'load'> {
  const { latency, iterationMsSum, thrown, ...counts } = second;
  return {
    kind: 'load',
    t,
    level,
    ...counts,
    ...(thrown > 0 && { thrown }),
    latency: Object.fromEntries(latency.get(latencyOf) ?? []),
    latencyOf,
    iterationMsSum: Math.round(iterationMsSum * 1000) / 1000,
  };
}
