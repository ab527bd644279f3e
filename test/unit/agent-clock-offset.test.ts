import { describe, expect, test } from 'vitest';
import { ClockOffset } from '../../src/probes/agent/runner/clock-offset.ts';
import { inEventTime } from '../../src/probes/agent/runner/event-times.ts';

describe('the offset of a clock', () => {
  test('lies within the narrowest of several round trips', () => {
    const offset = new ClockOffset();
    offset.add(100, 5120, 140);
    offset.add(200, 5203, 206);
    offset.add(300, 5330, 360);
    expect(offset.offsetMs).toBeCloseTo(5000, -1);
    expect(offset.uncertaintyMs).toBeLessThanOrEqual(3.1);
    expect(Math.abs(offset.offsetMs - 5000)).toBeLessThanOrEqual(offset.uncertaintyMs);
  });
  test('follows clocks that part: an hour later the old bounds are worth little', () => {
    const offset = new ClockOffset();
    offset.add(0, 1001, 2);
    offset.add(3_600_000, 3_600_000 + 1181, 3_600_002);
    expect(offset.offsetMs).toBeCloseTo(1180, 0);
  });
  test('forgets what cannot be true any more: a clock that jumped', () => {
    const offset = new ClockOffset();
    offset.add(0, 1001, 2);
    offset.add(1000, 7001, 1002);
    expect(offset.offsetMs).toBeCloseTo(6000, 0);
  });
  test('is nothing on the same kernel, unless the measurement says otherwise', () => {
    const same = new ClockOffset();
    same.add(100, 104, 110);
    same.sameKernel();
    expect([same.offsetMs, same.uncertaintyMs]).toEqual([0, 0]);
    const namespaced = new ClockOffset();
    namespaced.add(100, 904, 110);
    namespaced.sameKernel();
    expect(namespaced.offsetMs).toBeCloseTo(799, 0);
  });
});

test('every time in an event is moved', () => {
  expect(inEventTime({ kind: 'gap', t: 5010, fromMs: 5000, toMs: 5010, missed: 0, reason: '' }, 5000)).toMatchObject({ t: 10, fromMs: 0, toMs: 10 });
  expect(inEventTime({ kind: 'kernel-line', t: 5010, seq: 1, kernelMs: 5003.456, line: '' }, 5000)).toMatchObject({ t: 10, kernelMs: 3.46 });
});
