import { describe, expect, it } from 'vitest';
import { halfMoreAfterKillRule } from '../../../src/recommend/others/half-more-after-kill.ts';
import { kubectlTopHalfMoreRule, kubectlTopTwiceRule } from '../../../src/recommend/others/kubectl-top.ts';
import { maxPlus15Rule } from '../../../src/recommend/others/max-plus-15.ts';
import { MiB } from '../../../src/shared/quantity.ts';
import { alone, samplesOf } from './samples.ts';

const samples = samplesOf([80, 100, 400].map((value) => value * MiB));
const trace = { periodMs: 1000, bytes: new Float64Array(1) };

describe('rules of thumb', () => {
  it('kubectl top shows the middle value', () => {
    expect(kubectlTopHalfMoreRule.advise(samples, alone)).toMatchObject({ rule: '1.5 x kubectl top', requestBytes: null, limitBytes: 150 * MiB });
    expect(kubectlTopTwiceRule.advise(samples, alone)).toMatchObject({ rule: '2 x kubectl top', limitBytes: 200 * MiB });
  });

  it('the dashboard shows the highest one', () => {
    expect(maxPlus15Rule.advise(samples, alone).limitBytes).toBe(460 * MiB);
  });

  it('half more after a kill looks at the limit only', () => {
    expect(halfMoreAfterKillRule.advise(samples, { ...alone, kill: { limitBytes: 128 * MiB, requestBytes: 64 * MiB, trace } }).limitBytes).toBe(192 * MiB);
    expect(halfMoreAfterKillRule.advise(samples, alone)).toMatchObject({ limitBytes: null, refused: 'nothing was killed' });
  });

  it.each([kubectlTopTwiceRule, maxPlus15Rule])('$name refuses without a sample', (rule) => {
    expect(rule.advise([], alone)).toMatchObject({ limitBytes: null, refused: expect.any(String) });
  });
});
