import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { isNotable, mostShare, riseOf } from '../rise.ts';
import { size } from '../say.ts';

/** The program and its data are the peak. Evidence: load adds next to nothing to what was held before it, and that is most of what the kernel saw. */
export const heldWhenIdle: Hypothesis = {
  cause: 'held-when-idle',
  lookFirst: 'the data set and what is loaded at the start, not the requests',
  tellApart: 'run at half of the rate: nothing changes',
  judge({ what }, { picture }) {
    if (picture === null || what !== 'peak') return silent;
    const { idleBytes, watermarkBytes } = picture;
    const said = `${size(idleBytes)} of the ${size(watermarkBytes)} are held before any load, which adds ${size(riseOf(picture))}`;
    return !isNotable(picture) && idleBytes >= mostShare * watermarkBytes ? fits(said) : rejected(said);
  },
  actions: () => [{ urgency: 'for good', text: 'Size by the data set: measure with as much data as production has, more load changes little', command: null }],
};
