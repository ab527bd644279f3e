import { fits, type Hypothesis, rejected, silent } from '../hypothesis.ts';
import { explains, isNotable, riseOf } from '../rise.ts';
import { size } from '../say.ts';

/** A cache, a pool or a lazily loaded part that fills once and stays. Evidence: growth that levels off, or a rise that is kept and that load does not explain. */
export const filling: Hypothesis = {
  cause: 'filling',
  lookFirst: 'caches and pools inside the service, and how large they may become',
  tellApart: 'run longer: it levels off; send smaller bodies: it stays the same',
  judge({ what }, { picture, leak }) {
    if (what === 'end' || what === 'starved') return silent;
    if (what === 'growth' && (leak.verdict === 'saturating' || leak.verdict === 'step')) return fits(leak.why);
    if (leak.verdict === 'leak') return rejected('it grew steadily instead of ever more slowly or by one step');
    if (picture === null || !isNotable(picture)) return silent;
    if (leak.verdict === 'saturating' || leak.verdict === 'step') return fits(leak.why);
    const kept = picture.retainedBytes ?? 0;
    const said = `${size(kept)} of the ${size(riseOf(picture))} that the load adds were still held after it`;
    // Kept, and still rising inside the first level: then a line through the levels is no proof against it.
    const filled = explains(kept, picture) && picture.filledAtFirst;
    if (!filled && explains(picture.lineRiseBytes, picture) && picture.slopeIsSure) return rejected('it follows the load instead of filling once');
    return explains(kept, picture) ? fits(said) : rejected(said);
  },
  actions: () => [
    { urgency: 'today', text: 'Find the bound of the cache or pool, and set it', command: null },
    { urgency: 'for good', text: 'Size for the full cache: run until it is full before the limit is judged', command: null },
  ],
};
