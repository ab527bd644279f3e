import { raiseLimit } from '../commands.ts';
import { certain, fits, type Hypothesis, possible, silent } from '../hypothesis.ts';
import { lossesOf } from '../losses.ts';

/** Program text and files in use are evicted and read back; nothing is killed. Evidence: stall or major faults, and requests that were lost or late. */
export const starvation: Hypothesis = {
  cause: 'starvation',
  lookFirst: 'p99 and errors at this limit, not kills: they are lost long before anything is killed',
  tellApart: 'raise the limit by a quarter: starvation goes away at once',
  judge({ what, recordings }, { picture, leak }) {
    if (what !== 'starved') return silent;
    if (recordings.every(({ outcome }) => outcome === 'never-ready'))
      return certain('it never became ready: the limit bound, and it waited for its own program to be read back');
    if (picture === null) return possible('it waited for memory; what was lost is not known without a loose-limit run');
    if (leak.verdict === 'leak') return possible('it waited for its own program, which is how a leak ends without a kill');
    const lost = lossesOf(recordings, picture.recordings);
    return lost.length > 0
      ? certain(`pages in use were evicted and read back until requests were lost: ${lost.join(', ')}`)
      : fits('pages in use were evicted and read back, and it waited for them');
  },
  actions: (_, { plan, picture }) => [
    {
      urgency: 'now',
      text: 'Raise the limit: without swap the program itself is what gives way',
      ...raiseLimit(plan, picture?.watermarkBytes),
    },
    { urgency: 'today', text: 'Watch p99, major faults and memory pressure; OOM kills will not tell', command: null },
  ],
};
