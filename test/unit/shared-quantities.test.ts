import { describe, expect, it } from 'vitest';
import { parseFraction } from '../../src/plan/quantity-fields.ts';
import { formatDuration, parseDurationMs } from '../../src/shared/duration.ts';
import { nearestName } from '../../src/shared/nearest-name.ts';
import { formatMemory, parseCpuMillicores, parseMemoryBytes } from '../../src/shared/quantity.ts';

describe('quantities', () => {
  it.each([
    ['208Mi', 208 * 2 ** 20],
    ['1Gi', 2 ** 30],
    ['1.5Gi', 1.5 * 2 ** 30],
    ['128974848', 128974848],
    ['129e6', 129e6],
    ['129M', 129e6],
    ['2k', 2000],
  ])('memory %s', (text, bytes) => expect(parseMemoryBytes(text)).toBe(bytes));
  it.each(['', '0', '-1Mi', '1mi', '1 Mi', 'Mi', '1MiB', '1e99', 'ten'])('memory refuses %j', (text) => expect(parseMemoryBytes(text)).toBeUndefined());
  it.each([
    ['500m', 500],
    ['1', 1000],
    ['0.1', 100],
    ['1.5', 1500],
    ['0.0001', 1],
  ])('cpu %s', (text, millicores) => expect(parseCpuMillicores(text)).toBe(millicores));
  it.each(['', '0', '-1', '1u', '1 m'])('cpu refuses %j', (text) => expect(parseCpuMillicores(text)).toBeUndefined());
  it('are written as a manifest would', () => {
    expect(formatMemory(208 * 2 ** 20)).toBe('208Mi');
    expect(formatMemory(12.5 * 2 ** 20)).toBe('12.5Mi');
    expect(formatMemory(16 * 2 ** 30)).toBe('16Gi');
    expect(formatMemory(16.25 * 2 ** 30)).toBe('16640Mi');
  });
  it('that are no whole Mi are measured ones, and said in the unit that fits', () => {
    expect(formatMemory(12.81 * 2 ** 30)).toBe('12.8Gi');
    expect(formatMemory(-64.49 * 2 ** 30)).toBe('-64.5Gi');
    expect(formatMemory(211_369)).toBe('206.4Ki');
  });
});

describe('durations', () => {
  it.each([
    ['12s', 12_000],
    ['1m30s', 90_000],
    ['250ms', 250],
    ['0', 0],
    ['1.5h', 5_400_000],
  ])('%s', (text, ms) => expect(parseDurationMs(text)).toBe(ms));
  it.each(['', '12', '12 s', 's', '-1s', '1d'])('refuses %j', (text) => expect(parseDurationMs(text)).toBeUndefined());
  it('reads for people', () => expect([250, 12_000, 185_000, 3_720_000].map(formatDuration)).toEqual(['250ms', '12s', '3m05s', '1h02m']));
  it('does not round a hold of 2.5s up to 3s, and a measured 17.38 s stays whole', () =>
    expect([2500, 12_500, 2436, 9960, 17_380, 59_960].map(formatDuration)).toEqual(['2.5s', '12.5s', '2.4s', '10s', '17s', '1m00s']));
});

describe('shares and names', () => {
  it('takes percent and fractions up to one', () =>
    expect(['1%', '0.01', '100%', '101%', '-1', 'x'].map(parseFraction)).toEqual([0.01, 0.01, 1, undefined, undefined, undefined]));
  it('finds a near name and none that is far', () => {
    expect(nearestName('levles', ['levels', 'hold'])).toBe('levels');
    expect(nearestName('zebra', ['levels', 'hold'])).toBeUndefined();
  });
});
