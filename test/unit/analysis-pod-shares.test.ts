import { describe, expect, it } from 'vitest';
import { podShares } from '../../src/analysis/deaths/pod-shares.ts';
import type { CgroupFacts, RecordingFacts } from '../../src/analysis/facts/facts.ts';
import { UsageSeries } from '../../src/analysis/facts/usage-series.ts';
import { syntheticPaths, syntheticPodUid } from '../../src/recording/synth-pod-paths.ts';
import { MiB } from '../../src/shared/quantity.ts';

interface Sampled {
  readonly role: 'workload' | 'ancestor';
  readonly container: string;
  readonly limitBytes: number | null;
  /** At 900 ms; of a list the last, those before it 50 ms apart. */
  readonly usageMiB: number | readonly number[];
}

function seriesOf(usageMiB: number | readonly number[]): UsageSeries {
  const values = [usageMiB].flat();
  const series = new UsageSeries();
  for (const [index, value] of values.entries()) series.push(900 - 50 * (values.length - 1 - index), value * MiB);
  return series;
}

function sharesOf(cgroups: readonly Sampled[], heldMiB: number | null) {
  const all = cgroups.map(({ usageMiB, ...announced }) => ({
    announced: { ...announced, path: syntheticPaths.announcedPod, podUid: syntheticPodUid },
    usage: seriesOf(usageMiB),
  })) as unknown as CgroupFacts[];
  const facts = { cgroups: new Map(all.map((each, index) => [index, each])) } as unknown as RecordingFacts;
  const shares = podShares(facts, syntheticPodUid, 1000, { container: 'app', heldBytes: heldMiB === null ? null : heldMiB * MiB });
  return shares.map(({ container, bytes }) => [container, bytes / MiB]);
}

const app = { role: 'workload', container: 'app', limitBytes: 96 * MiB, usageMiB: 1 } as const;
const pod = { role: 'ancestor', container: 'app', limitBytes: 96 * MiB, usageMiB: 62 } as const;

describe('who held the memory of a pod, where the victim grew since its last sample', () => {
  it('is told by the limit and what the kernel wrote of the victim', () => {
    expect(sharesOf([app, pod], 36)).toEqual([
      [null, 60],
      ['app', 36],
    ]);
  });

  it("is told by the samples of one instant where the pod's limit was not known when it was found", () => {
    expect(sharesOf([app, { ...pod, limitBytes: null }], 36)).toEqual([
      [null, 61],
      ['app', 36],
    ]);
  });

  it('is not taken from the pod where the victim grew between the two readings of one tick', () => {
    const unknown = { ...pod, limitBytes: null, usageMiB: [61, 61, 61, 65] };
    expect(sharesOf([{ ...app, usageMiB: [1, 1, 1, 30] }, unknown], 36)).toEqual([
      [null, 60],
      ['app', 36],
    ]);
  });

  it('is the victim itself where the pod holds little else, tick for tick', () => {
    const unknown = { ...pod, limitBytes: null, usageMiB: [21, 41, 61, 81] };
    expect(sharesOf([{ ...app, usageMiB: [1, 21, 41, 61] }, unknown], 76)).toEqual([
      ['app', 76],
      [null, 20],
    ]);
  });

  it('is told by the kernel where the victim was never sampled', () => {
    expect(sharesOf([pod], 36)).toEqual([
      [null, 60],
      ['app', 36],
    ]);
  });
});
