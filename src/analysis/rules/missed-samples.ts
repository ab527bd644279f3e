import { missedShare, missedShareThatBlinds, missedShareWorthSaying } from '../missed.ts';
import { clear, finding, type Rule } from './rule.ts';

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/**
 * Detects: stretches in which nothing was sampled. Evidence: ticks missed and gaps. What hangs on it: medians and the leak verdict; recordings with a tenth
 * missing are left out of that verdict. The kernel's watermark misses nothing. False positive: none.
 */
export const missedSamples: Rule = {
  id: 'missed-samples',
  title: 'Samples were missed',
  remedy: 'Give the machine that samples more room, or lower sampling.hz; believe the watermarks, not the curves, of these recordings.',
  needs: ['recordings'],
  evaluate({ all }) {
    const evidence = all.flatMap(({ recording, quality }) => {
      const share = missedShare(quality);
      if (share <= missedShareWorthSaying) return [];
      const left = share > missedShareThatBlinds ? ', left out of the leak verdict' : '';
      return [`${recording}: ${quality.ticksMissed} of ${quality.ticksDue} (${percent(share)}), ${quality.gaps.length} gaps${left}`];
    });
    if (evidence.length === 0) return clear('hardly a sample was missed');
    return finding(`in ${evidence.length} of ${all.length} recordings more than ${percent(missedShareWorthSaying)} of the samples were missed`, evidence);
  },
};
