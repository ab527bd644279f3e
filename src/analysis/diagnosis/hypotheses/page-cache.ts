import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { size } from '../say.ts';

/** Usage that is mostly file cache, which the kernel gives back under pressure. Evidence: file against hard part. */
export const pageCache: Hypothesis = {
  cause: 'page-cache',
  lookFirst: 'file against anon in memory.stat, not usage or the working set',
  tellApart: 'a lower limit: cache gives way and nothing is lost',
  judge({ what }, { picture }) {
    if (picture === null || (what !== 'peak' && what !== 'kill')) return silent;
    const { fileBytes, hardPeakBytes } = picture;
    const both = `${size(fileBytes)} of page cache, ${size(hardPeakBytes)} that cannot be reclaimed`;
    if (what === 'kill') return rejected(`page cache is given back before anything is killed (${both})`);
    return fileBytes > hardPeakBytes ? fits(`most of the peak is page cache: ${both}`) : rejected(both);
  },
  actions: () => [
    { urgency: 'today', text: 'Do not size by usage or working set: take the limit found by running, where cache was cut and nothing was lost', command: null },
    { urgency: 'for good', text: 'Alert on the hard part or on memory pressure instead of usage', command: null },
  ],
};
