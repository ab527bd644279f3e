import { describe, expect, test } from 'vitest';
import { LoadAggregator } from '../../src/loads/k6/aggregate.ts';
import type { ResultPoint } from '../../src/loads/k6/result-lines.ts';
import type { EventOf } from '../../src/recording/events.ts';
import { bucketOf } from '../../src/recording/latency-histogram.ts';

const zeroWallMs = 1_795_000_000_000;
const clockOfZero = 5000;
const levels = [
  { name: 'level-10', rate: 10, startMs: 0, durationMs: 3000, settleMs: 0 },
  { name: 'level-2.5', rate: 2.5, startMs: 3000, durationMs: 3000, settleMs: 0 },
];
const scenarios: Readonly<Record<string, string>> = { 'level-10': 'level-10', 'level-2_5': 'level-2.5' };

function aggregate() {
  const events: EventOf<'load'>[] = [];
  const aggregator = new LoadAggregator({
    levels,
    levelOf: (scenario) => scenarios[scenario ?? ''],
    toClock: (wallMs) => wallMs - zeroWallMs + clockOfZero,
    emit: (event) => events.push(event),
  });
  const add = (metric: string, atMs: number, value: number, scenario: string | undefined = 'level-10', status?: string): void => {
    const point: ResultPoint = { metric, wallMs: zeroWallMs + atMs, value, scenario, status };
    aggregator.add(point);
  };
  return { aggregator, add, events };
}

function started() {
  const parts = aggregate();
  parts.aggregator.zeroAt(zeroWallMs);
  return parts;
}

describe('counting', () => {
  test('a request without any answer has failed, once, whether or not k6 says so', () => {
    const { aggregator, add, events } = started();
    add('http_req_duration', 100, 3, 'level-10', '0');
    add('http_req_failed', 100, 1, 'level-10', '0');
    add('http_req_duration', 200, 3, 'level-10', '0');
    add('http_req_duration', 300, 3, 'level-10', '200');
    add('http_req_duration', 400, 3, 'level-10', '503');
    add('http_req_failed', 400, 1, 'level-10', '503');
    aggregator.end();
    expect(events[0]).toMatchObject({ requests: 4, failedRequests: 3 });
  });

  test('an iteration that the script ended by an exception is told, and nothing where there was none', () => {
    const { aggregator, add, events } = started();
    add('iteration_duration', 100, 3);
    add('iteration_duration', 1100, 3);
    add('highwater_thrown', 1100, 1);
    aggregator.end();
    expect(events.map(({ iterations, thrown }) => ({ iterations, thrown }))).toEqual([
      { iterations: 1, thrown: undefined },
      { iterations: 1, thrown: 1 },
    ]);
  });

  test('sums what k6 saw in a second of a level', () => {
    const { aggregator, add, events } = started();
    for (const [duration, failed] of [
      [12, 0],
      [12, 0],
      [400, 1],
    ] as const) {
      add('http_req_duration', 100, duration);
      add('http_req_failed', 100, failed);
      add('checks', 100, failed ? 0 : 1);
      add('iteration_duration', 110, duration + 1.5);
    }
    add('dropped_iterations', 900, 2);
    aggregator.end();
    expect(events).toEqual([
      {
        kind: 'load',
        t: clockOfZero,
        level: 'level-10',
        iterations: 3,
        dropped: 2,
        requests: 3,
        failedRequests: 1,
        checks: 3,
        failedChecks: 1,
        vus: 0,
        latency: { [bucketOf(12)]: 2, [bucketOf(400)]: 1 },
        latencyOf: 'http_req_duration',
        iterationMsSum: 428.5,
      },
    ]);
  });

  test('leaves out what no level drives: setup, teardown and the marker', () => {
    const { aggregator, add, events } = started();
    aggregator.add({ metric: 'http_req_duration', wallMs: zeroWallMs + 100, value: 5, scenario: undefined, status: '200' });
    add('iteration_duration', 100, 5, 'highwater_marker');
    add('checks', 100, 1);
    aggregator.end();
    expect(events.map(({ iterations, requests, checks }) => [iterations, requests, checks])).toEqual([[0, 0, 1]]);
  });

  test('shows VUs with the level that is driven, the most of the second, and a second in which nothing else happened', () => {
    const { aggregator, add, events } = started();
    add('vus', 100, 3);
    add('vus', 990, 7);
    add('vus', 1500, 5);
    add('vus', 3200, 2);
    add('vus', 6100, 9);
    aggregator.end();
    expect(events.map(({ t, level, vus }) => [t - clockOfZero, level, vus])).toEqual([
      [0, 'level-10', 7],
      [1000, 'level-10', 5],
      [3000, 'level-2.5', 2],
    ]);
  });

  test('a tail of one level in the time of the next stays with its own level', () => {
    const { aggregator, add, events } = started();
    add('http_req_duration', 3100, 900);
    add('http_req_duration', 3200, 5, 'level-2_5');
    aggregator.end();
    expect(events.map(({ t, level, requests }) => [t - clockOfZero, level, requests])).toEqual([
      [3000, 'level-10', 1],
      [3000, 'level-2.5', 1],
    ]);
  });
});

describe('protocols', () => {
  test('gRPC: any status but OK is a failed request', () => {
    const { aggregator, add, events } = started();
    add('grpc_req_duration', 10, 3, 'level-10', '0');
    add('grpc_req_duration', 20, 3, 'level-10', '14');
    aggregator.end();
    expect(events).toMatchObject([{ requests: 2, failedRequests: 1, latencyOf: 'grpc_req_duration', latency: { [bucketOf(3)]: 2 } }]);
  });

  test('WebSocket: a handshake that is refused or not answered is a failed request', () => {
    const { aggregator, add, events } = started();
    add('ws_connecting', 10, 1, 'level-10', '101');
    add('ws_connecting', 20, 1, 'level-10', '503');
    add('ws_connecting', 30, 1, 'level-10', undefined);
    add('ws_session_duration', 500, 490, 'level-10', '101');
    aggregator.end();
    expect(events).toMatchObject([{ requests: 3, failedRequests: 2, latencyOf: 'ws_session_duration', latency: { [bucketOf(490)]: 1 } }]);
  });

  test('HTTP stands for latency as soon as there is any, iterations where there is nothing else', () => {
    const none = started();
    none.add('iteration_duration', 10, 70);
    none.aggregator.end();
    expect(none.events).toMatchObject([{ requests: 0, latencyOf: 'iteration_duration', latency: { [bucketOf(70)]: 1 } }]);

    const mixed = started();
    mixed.add('iteration_duration', 10, 70);
    mixed.add('ws_session_duration', 20, 60, 'level-10', '101');
    mixed.add('http_req_duration', 30, 9);
    mixed.aggregator.end();
    expect(mixed.events).toMatchObject([{ latencyOf: 'http_req_duration', latency: { [bucketOf(9)]: 1 } }]);
  });
});

describe('when a second is written', () => {
  test('not before a point comes that is more than a second younger than its end', () => {
    const { add, events } = started();
    add('http_req_duration', 500, 5);
    add('http_req_duration', 1999, 5);
    expect(events).toEqual([]);
    add('http_req_duration', 2000, 5);
    expect(events.map(({ t, requests }) => [t - clockOfZero, requests])).toEqual([[0, 1]]);
  });

  test('a point up to a second late is in it', () => {
    const { add, events } = started();
    add('http_req_duration', 1999, 5);
    add('http_req_duration', 999, 5);
    add('http_req_duration', 2000, 5);
    expect(events.map(({ t, requests }) => [t - clockOfZero, requests])).toEqual([[0, 1]]);
  });

  test('later ones come as a further event of the same second, together', () => {
    const { aggregator, add, events } = started();
    add('vus', 500, 4);
    add('http_req_duration', 500, 5);
    add('http_req_duration', 2500, 5);
    add('http_req_duration', 600, 8);
    add('http_req_duration', 700, 8);
    add('http_req_duration', 3500, 5);
    aggregator.end();
    const first = events.filter(({ t }) => t === clockOfZero);
    expect(first.map(({ requests, vus }) => [requests, vus])).toEqual([
      [1, 4],
      [2, 0],
    ]);
    expect(events.reduce((sum, { requests }) => sum + requests, 0)).toBe(5);
  });
});

describe('load zero', () => {
  test('points that overtook the marker are kept until it is known', () => {
    const { aggregator, add, events } = aggregate();
    add('http_req_duration', 5, 5);
    add('http_req_duration', -2, 5);
    aggregator.zeroAt(zeroWallMs);
    aggregator.end();
    expect(events.map(({ t, requests }) => [t, requests])).toEqual([[clockOfZero, 2]]);
  });

  test('nothing is written when the load never began', () => {
    const { aggregator, add, events } = aggregate();
    add('http_req_duration', 5, 5);
    aggregator.end();
    expect(events).toEqual([]);
  });
});
