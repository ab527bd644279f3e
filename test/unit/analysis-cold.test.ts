import { describe, expect, it } from 'vitest';
import { qualityOf } from '../../src/analysis/quality.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { factsOf } from '../synthetic/facts-of.ts';
import { leakSpec } from '../synthetic/leak-kinds.ts';

const facts = factsOf(leakSpec('follows load', 1));
const coldCache = (residualBytes: number) =>
  qualityOf({ ...facts, coldCache: { kind: 'cold-cache', t: 0, method: 'evicted', files: 3, residualBytes } }).coldCache;

describe('a run whose files were to be cold', () => {
  it('was not, when pages stayed that others map', () => {
    expect(coldCache(8 * MiB)).toBe('unavailable');
  });

  it('was, when next to nothing stayed', () => {
    expect([coldCache(0), coldCache(MiB)]).toEqual(['evicted', 'evicted']);
  });
});
