import { describe, expect, it } from 'vitest';
import { replayedAt } from '../../../src/recommend/others/replayed-at.ts';
import type { Trial } from '../../../src/recommend/trials.ts';
import { MiB } from '../../../src/shared/quantity.ts';

const trial = (mebibytes: number, seen: Partial<Trial>): Trial => ({
  limitBytes: mebibytes * MiB,
  runs: [],
  passes: 0,
  harmed: 0,
  killed: 0,
  decisive: 0,
  ...seen,
});
const trials = [trial(100, { killed: 1 }), trial(150, { harmed: 1 }), trial(200, { passes: 1 }), trial(300, { passes: 3 })];
const at = (mebibytes: number, all = trials) => replayedAt(all, mebibytes * MiB);

describe('what the replays say about a limit that was not tried', () => {
  it('a failure at it or above means that it would fail, the nearest one is named', () => {
    expect(at(50)).toMatchObject({ outcome: 'would fail', limitBytes: 100 * MiB });
    expect(at(100)).toMatchObject({ outcome: 'would fail', limitBytes: 100 * MiB });
    expect(at(50, [trial(60, { killed: 1 }), ...trials])).toMatchObject({ limitBytes: 60 * MiB });
  });

  it('a pass at it or below means that it would pass', () => {
    expect(at(200)).toMatchObject({ outcome: 'would pass', limitBytes: 200 * MiB });
    expect(at(299)).toMatchObject({ outcome: 'would pass', limitBytes: 200 * MiB });
    expect(at(9000)).toMatchObject({ outcome: 'would pass', limitBytes: 300 * MiB });
  });

  it('between the highest failure and the lowest pass nothing decides, nor does one harmed run', () => {
    expect(at(100.1)).toMatchObject({ outcome: 'not replayed', limitBytes: null });
    expect(at(150)).toMatchObject({ outcome: 'not replayed' });
    expect(at(199.9)).toMatchObject({ outcome: 'not replayed' });
    expect(at(150, [trial(150, { harmed: 2 })])).toMatchObject({ outcome: 'would fail' });
  });

  it('a failure above a pass counts more', () => {
    expect(at(250, [...trials.slice(0, 3), trial(300, { killed: 1 })])).toMatchObject({ outcome: 'would fail', limitBytes: 300 * MiB });
  });

  it('nothing was tried', () => {
    expect(at(100, [])).toMatchObject({ outcome: 'not replayed' });
  });
});
