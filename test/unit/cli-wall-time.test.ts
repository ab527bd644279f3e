import { expect, test } from 'vitest';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { formatWallTime, type Made, overheadMs } from '../../src/cli/wall-time.ts';
import type { Plan, Variant } from '../../src/plan/plan.ts';

const plan = { load: { idleMs: 1000, levels: [1, 2], holdMs: 2000, drainMs: 500, cooldownMs: 500, profile: 'ladder' } } as unknown as Plan;
const made = (purpose: Variant['purpose'], load: Variant['load'], wallMs: number): Made => ({ variant: { purpose, load } as Variant, wallMs });
const started = (endMs: number): RecordingAnalysis =>
  ({
    phases: [
      { name: 'startup', endMs },
      { name: 'idle', endMs: endMs + 1000 },
    ],
  }) as RecordingAnalysis;

test('overhead is what a recording took beyond its planned load, and one that was stopped early has none', () => {
  expect(overheadMs(plan, [])).toBe(0);
  expect(overheadMs(plan, [made('record', 'ladder', 16_000), made('search', 'peak', 2000)])).toBe(5000);
});

test('the time is told by what it was spent on, that of earlier runs left out', () => {
  const text = formatWallTime(62_000, [made('record', 'ladder', 20_400), made('search', 'peak', 9600)], [started(50_000), started(2500), started(1600)]);
  expect(text).toBe('environment 1m02s, recordings 20s, replays 10s; 4s of it until the workload was ready');
});

test('an environment that took no time is not told', () => {
  expect(formatWallTime(3, [made('record', 'ladder', 20_000)], [started(1000)])).toBe('recordings 20s; 1s of it until the workload was ready');
});
