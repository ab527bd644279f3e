import { describe, expect, test } from 'vitest';
import { decide, requiredNames } from '../requirements.ts';

const noK6 = { name: 'k6', why: 'not on PATH' } as const;

describe('a suite with requirements', () => {
  test('runs where nothing is missing, whatever is required', () => {
    expect(decide([], new Set(['k6']))).toEqual({ act: 'run', why: '' });
  });

  test('is left out, with the reason, where something is missing', () => {
    expect(decide([noK6], new Set())).toEqual({ act: 'leave-out', why: 'k6: not on PATH' });
  });

  test('fails where what is missing was required', () => {
    expect(decide([noK6], new Set(['k6'])).act).toBe('fail');
  });

  test('is still left out where only something else was required', () => {
    expect(decide([noK6], new Set(['vm'])).act).toBe('leave-out');
  });

  test('a misspelt requirement is an error, not a licence to skip', () => {
    expect(() => requiredNames('k6, kindd')).toThrow(/kindd/);
  });

  test('names are split at commas, spaces and empty ones ignored', () => {
    expect([...requiredNames(' k6,,vm ')]).toEqual(['k6', 'vm']);
    expect([...requiredNames(undefined)]).toEqual([]);
  });
});
