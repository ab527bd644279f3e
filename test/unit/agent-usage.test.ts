import { expect, test } from 'vitest';
import { Usage } from '../../src/probes/agent/runner/usage.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';

const announced = (cg: number, container: string): RecordingEvent => ({
  ...{ kind: 'cgroup', t: 0, cg, role: 'workload', container, version: 1, path: `/${container}-${cg}`, limitBytes: null, columns: ['usage'] },
});
const sample = (cg: number, bytes: number): RecordingEvent => ({ kind: 'sample', t: 1, cg, v: [bytes] });

test('the line of progress is of the sized container alone, and of its newest start, whatever its sidecar and its init container hold', () => {
  const usage = new Usage();
  for (const event of [announced(1, 'migrate'), announced(2, 'app'), announced(3, 'redis'), sample(1, 900), sample(2, 40), sample(3, 500), sample(2, 30)])
    usage.take(event);
  expect(usage.of('app')).toEqual({ usageBytes: 30, peakBytes: 40 });
  usage.take({ kind: 'cgroup-gone', t: 2, cg: 2 } as RecordingEvent);
  expect(usage.of('app')).toBeUndefined();
  usage.take(announced(4, 'app'));
  usage.take(sample(4, 20));
  expect(usage.of('app')).toEqual({ usageBytes: 20, peakBytes: 40 });
});
