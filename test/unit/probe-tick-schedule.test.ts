import { describe, expect, test } from 'vitest';
import { TickSchedule } from '../../src/probes/sampler/tick-schedule.ts';

describe('the tick schedule', () => {
  test('a tick that is not due yet is not taken', () => {
    const schedule = new TickSchedule(20, 1000);
    expect(schedule.take(999.5)).toBeUndefined();
    expect(schedule.drain()).toBeUndefined();
  });

  test('due times are absolute: small delays do not add up', () => {
    const schedule = new TickSchedule(20, 0);
    for (let tick = 0; tick < 100; tick++) schedule.take(tick * 50 + 7);
    expect(schedule.nextDueMs).toBe(5000);
    expect(schedule.drain()).toEqual({ due: 100, late: 0, missed: 0, maxLateMs: 7 });
  });

  test('one period of delay is not late yet', () => {
    const schedule = new TickSchedule(20, 0);
    expect(schedule.take(50)).toEqual({ dueMs: 0, lateMs: 50, missed: 0 });
    expect(schedule.drain()).toMatchObject({ due: 1, late: 0, missed: 0 });
  });

  test('more than one period is late, and what fell due meanwhile is missed', () => {
    const schedule = new TickSchedule(20, 0);
    schedule.take(0);
    expect(schedule.take(230)).toEqual({ dueMs: 50, lateMs: 180, missed: 3 });
    expect(schedule.nextDueMs).toBe(250);
    expect(schedule.drain()).toEqual({ due: 5, late: 1, missed: 3, maxLateMs: 180 });
  });

  test('each drain counts anew', () => {
    const schedule = new TickSchedule(10, 0);
    schedule.take(500);
    schedule.drain();
    schedule.take(500);
    expect(schedule.drain()).toEqual({ due: 1, late: 0, missed: 0, maxLateMs: 0 });
  });
});
