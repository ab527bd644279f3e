import { describe, expect, it } from 'vitest';
import { oomScoreAdj, underNodePressure } from '../../src/recommend/node-pressure.ts';
import { MiB } from '../../src/shared/quantity.ts';

const GiB = 1024 * MiB;

describe('under node pressure', () => {
  it.each([
    [4 * GiB, 8 * GiB, 500],
    [1, 8 * GiB, 999],
    [8 * GiB, 8 * GiB, 2],
  ])('a request of %i on %i has oom_score_adj %i', (request, node, adj) => {
    expect(oomScoreAdj(request, node)).toBe(adj);
  });

  it('a request equal to the limit is never exceeded and promises nothing twice', () => {
    const words = underNodePressure({ qosClass: 'Burstable', requestBytes: 200 * MiB, limitBytes: 200 * MiB });
    expect(words).toContain('can never use more than it requests');
    expect(words).not.toContain('times what it has');
  });

  it('a request below the limit is, and promises memory twice', () => {
    const words = underNodePressure({ qosClass: 'Burstable', requestBytes: 100 * MiB, limitBytes: 250 * MiB });
    expect(words).toContain('more than 100Mi it is among the first');
    expect(words).toContain('2.5 times what it has');
  });

  it('Guaranteed is taken last, and nothing is said without a limit', () => {
    expect(underNodePressure({ qosClass: 'Guaranteed', requestBytes: MiB, limitBytes: MiB })).toContain('-997');
    expect(underNodePressure({ qosClass: 'BestEffort', requestBytes: null, limitBytes: null })).toBeUndefined();
  });
});
