import { raiseLimit } from '../commands.ts';
import { certain, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { size } from '../say.ts';

/** The limit lies below what is held without any load. Evidence: hard part when idle at the loose limit. */
export const limitTooLow: Hypothesis = {
  cause: 'limit-too-low',
  lookFirst: 'the limit in the manifest against the memory of an idle pod',
  tellApart: 'start it without any load',
  judge({ what, limitBytes }, { picture }) {
    if ((what !== 'kill' && what !== 'starved') || picture === null || limitBytes === null) return silent;
    const both = `idle it holds ${size(picture.idleBytes)} that cannot be reclaimed, the limit is ${size(limitBytes)}`;
    return picture.idleBytes >= limitBytes ? certain(`the limit is below what it holds without any load: ${both}`) : rejected(both);
  },
  actions: (_, { plan, picture }) => [
    { urgency: 'now', text: 'Raise the limit above the peak that was measured', ...raiseLimit(plan, picture?.watermarkBytes) },
    { urgency: 'today', text: 'Take the limit that highwater recommends instead of a guess', command: null },
  ],
};
