import { describe, expect, test } from 'vitest';
import { hoursText, latencyText, measuredText, memoryText, percentText, rateText, sentence } from '../../src/report/view/wording.ts';
import { MiB } from '../../src/shared/quantity.ts';

describe('numbers in words', () => {
  test('what is missing is said, zero is zero', () => {
    for (const text of [memoryText, measuredText, rateText, percentText, latencyText, hoursText]) {
      expect([text(null), text(undefined), text(Number.NaN), text(Number.POSITIVE_INFINITY)]).toEqual(Array(4).fill('not known'));
      expect(text(0)).toMatch(/^0/);
    }
  });

  test('limits are exact, measurements are rounded, huge rates change their unit', () => {
    expect(memoryText(208 * MiB)).toBe('208Mi');
    expect(measuredText(208.04 * MiB)).toBe('208Mi');
    expect(measuredText(-0.01 * MiB)).toBe('0Mi');
    expect(measuredText(10_239 * MiB)).toBe('10239Mi');
    expect(measuredText(17_244.3 * MiB)).toBe('16.8Gi');
  });

  test('small shares keep a digit, large ones do not pretend', () => {
    expect(percentText(0.0016)).toBe('0.16 %');
    expect(percentText(0.527)).toBe('52.7 %');
    expect([hoursText(0.0233), hoursText(1.9), hoursText(2)]).toEqual(['84 s', '114 min', '2 h']);
    expect(hoursText(47)).toBe('47 h');
    expect(hoursText(72)).toBe('3 days');
  });

  test('a clause becomes a sentence, a sentence stays one', () => {
    expect(sentence('it passed')).toBe('It passed.');
    expect(sentence('It passed.')).toBe('It passed.');
    expect(sentence(' ')).toBe('');
  });
});
