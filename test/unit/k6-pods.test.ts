import { describe, expect, test } from 'vitest';
import { runArguments } from '../../src/loads/k6/launch.ts';
import { createLoadInstaller } from '../../src/loads/k6/pods/manifests.ts';
import { mergedEnd } from '../../src/loads/k6/pods/runner/merged-end.ts';
import { SecondMerger } from '../../src/loads/k6/pods/runner/second-merger.ts';
import { wrapperModule } from '../../src/loads/k6/wrapper.ts';
import type { LoadEnd } from '../../src/ports/load.ts';
import type { EventOf } from '../../src/recording/events.ts';

type Second = EventOf<'load'>;

const second = (change: Partial<Second> = {}): Second => ({
  ...{ kind: 'load', t: 0, level: 'level-10', iterations: 5, dropped: 1, requests: 5, failedRequests: 1, checks: 5, failedChecks: 0, vus: 3 },
  ...{ latency: { '10': 5 }, latencyOf: 'http_req_duration', iterationMsSum: 50.5 },
  ...change,
});

describe('the seconds of several k6', () => {
  function merging(instances: number) {
    const written: (readonly [number, Second])[] = [];
    return { written, merger: new SecondMerger(instances, (index, merged) => written.push([index, merged])) };
  }

  test('are added, VUs and latencies with them, when all have got beyond', () => {
    const { written, merger } = merging(2);
    merger.add(0, 0, second());
    merger.add(0, 1, second());
    merger.add(1, 0, second({ requests: 4, vus: 2, latency: { '10': 3, '11': 1 } }));
    expect(written).toEqual([]);
    merger.add(1, 1, second());
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject([
      0,
      { iterations: 10, dropped: 2, requests: 9, failedRequests: 2, vus: 5, latency: { '10': 8, '11': 1 }, iterationMsSum: 101 },
    ]);
  });

  test('wait for none that is gone', () => {
    const { written, merger } = merging(2);
    merger.add(0, 0, second());
    merger.add(0, 1, second());
    merger.end(1);
    expect(written.map(([index]) => index)).toEqual([0]);
    merger.end(0);
    expect(written.map(([index]) => index)).toEqual([0, 1]);
  });

  test('of two levels stay apart, in order of time', () => {
    const { written, merger } = merging(2);
    merger.add(0, 1, second({ level: 'level-20' }));
    merger.add(0, 0, second());
    merger.add(1, 1, second({ level: 'level-20' }));
    merger.end(0);
    merger.end(1);
    expect(written.map(([index, { level, requests }]) => [index, level, requests])).toEqual([
      [0, 'level-10', 5],
      [1, 'level-20', 10],
    ]);
  });

  test('latency is of the more telling metric where one k6 sent nothing yet', () => {
    const { written, merger } = merging(2);
    merger.add(0, 0, second({ latencyOf: 'iteration_duration', latency: { '99': 5 } }));
    merger.add(1, 0, second());
    merger.end(0);
    merger.end(1);
    expect(written[0]?.[1]).toMatchObject({ latencyOf: 'http_req_duration', latency: { '10': 5 } });
  });
});

describe('how a load of several ended', () => {
  const end = (outcome: LoadEnd['outcome'], detail?: string): LoadEnd => ({ outcome, exitCode: 0, detail });

  test('the worst end is the end, with the Job that met it', () => {
    expect(mergedEnd([end('stopped', 'by a signal'), end('died', 'gone')])).toMatchObject({ outcome: 'died', detail: 'Job 2: gone' });
    expect(mergedEnd([end('completed'), end('thresholds-failed', 'crossed')])).toMatchObject({ outcome: 'thresholds-failed', detail: 'Job 2: crossed' });
    expect(mergedEnd([end('completed'), end('completed')])).toEqual(end('completed'));
  });
});

describe('segments', () => {
  const argumentsOf = (index: number, of: number) =>
    runArguments({ port: 1, systemTags: [], resultsPath: '/x', summary: false, segment: { index, of } }).join(' ');

  test('cover the whole once, and one alone needs none', () => {
    expect(argumentsOf(0, 3)).toContain('--execution-segment 0:1/3 --execution-segment-sequence 0,1/3,2/3,1');
    expect(argumentsOf(2, 3)).toContain('--execution-segment 2/3:1 --execution-segment-sequence 0,1/3,2/3,1');
    expect(argumentsOf(0, 1)).not.toContain('segment');
  });

  test('each has a VU for every level and for the marker, or its iterations would not be done', () => {
    const level = { name: 'level-1', rate: 1, startMs: 0, durationMs: 4000, settleMs: 0 };
    const text = wrapperModule({ scriptUrl: 'file:///a', seedUrl: 'file:///b', levels: [level], timeoutMs: 1000, ownScenarios: undefined, instances: 3 });
    expect(text).toContain('"maxVUs": 3');
    expect(text).toMatch(/"vus": 3,\s+"iterations": 1,\s+"exec": "highwaterMarker"/);
  });
});

test('the objects: a Job for each part, a small program, and the token in the Secret alone', async () => {
  const request = {
    namespace: 'n',
    jobs: 2,
    k6Image: 'grafana/k6:2.2.0',
    nodeImage: 'node:24',
    labels: { run: 'r' },
    annotations: {},
    workloadLabels: { role: 'w' },
    token: 'hidden',
  };
  const objects = await createLoadInstaller().manifests(request);
  expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Secret highwater-k6',
    'ConfigMap highwater-k6',
    'Job highwater-k6-1',
    'Job highwater-k6-2',
  ]);
  expect(objects.filter((object) => JSON.stringify(object).includes('hidden')).map(({ kind }) => kind)).toEqual(['Secret']);
  const program = (objects[1] as unknown as { data: Record<string, string> }).data['load.mjs'] ?? '';
  // A schema library in it would be ten times the rest.
  expect(program.length).toBeGreaterThan(10_000);
  expect(program.length).toBeLessThan(60_000);
});
