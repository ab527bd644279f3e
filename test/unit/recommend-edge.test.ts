import { describe, expect, it } from 'vitest';
import { edgeAround } from '../../src/recommend/edge.ts';
import type { Trial } from '../../src/recommend/trials.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { planWith } from './simulated-world.ts';

/** Step 4Mi or 2 %. */
const plan = planWith();

/** `155: 'hp'`: one run harmed, one passed. */
function edge(needMebibytes: number, tried: Readonly<Record<number, string>>) {
  const searchTrials = Object.entries(tried).map(([mebibytes, letters]): Trial => {
    const count = (letter: string) => [...letters].filter((each) => each === letter).length;
    return { limitBytes: Number(mebibytes) * MiB, runs: [], passes: count('p'), harmed: count('h'), killed: count('k'), decisive: 0 };
  });
  const { alwaysPassedBytes, everFailedBytes } = edgeAround({ plan, searchTrials }, needMebibytes * MiB);
  return [alwaysPassedBytes / MiB, everFailedBytes === null ? null : everFailedBytes / MiB];
}

describe('the edge around the need', () => {
  it('reaches from a need that always passed to the highest limit below it that ever failed, even once', () => {
    expect(edge(158, { 148: 'k', 153: 'hh', 155: 'hp', 158: 'ppp', 168: 'p' })).toEqual([158, 155]);
  });

  it('reaches up to the next limit that never failed where the need passed in most of its runs only', () => {
    expect(edge(158, { 148: 'k', 153: 'hh', 155: 'hp', 158: 'hpp', 168: 'p', 209: 'p' })).toEqual([168, 155]);
    expect(edge(158, { 153: 'hh', 158: 'hpp', 163: 'hpp', 168: 'p' })).toEqual([168, 153]);
  });

  it('ends where the first widening would go when no limit near was tried', () => {
    expect(edge(158, { 150: 'hh', 158: 'hpp', 512: 'p' })).toEqual([158 + 4 * 8, 150]);
  });

  it('is the need itself and what lies above where nothing below it was tried', () => {
    expect(edge(100, { 100: 'hpp', 110: 'p' })).toEqual([110, 100]);
  });

  it('has no lower end where nothing failed', () => {
    expect(edge(100, { 100: 'ppp', 110: 'p' })).toEqual([100, null]);
  });
});
