import { median } from '../../shared/stats/quantile.ts';
import type { Growth } from './document.ts';
import type { Segment } from './stretch.ts';

/** A fall by less than this share of what is held is noise of a plateau, or changes no verdict. */
const fallShare = 0.05;
/** A block of the floor rule must hold a whole collection; with fewer than three in the window none does. */
const fewCollections = 3;

/** Falls of the hard part by at least a notable share from the highest value since the fall before: collections of garbage, purges of a cache. */
export function collectionsIn({ t, hard }: Segment): NonNullable<Growth['collections']> {
  const least = fallShare * (median(hard) ?? 0);
  let [count, highest, lowest, falling] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, false];
  for (const bytes of hard) {
    highest = Math.max(highest, bytes);
    lowest = Math.min(lowest, bytes);
    if (!falling && bytes < highest - least) {
      count++;
      [falling, lowest] = [true, bytes];
    } else if (falling && bytes > lowest + least) [falling, highest] = [false, bytes];
  }
  const windowMs = t.length === 0 ? 0 : (t.at(-1) as number) - (t[0] as number);
  return { count, periodMs: count === 0 ? null : Math.round(windowMs / count) };
}

/** A window with one or two collections begins and ends anywhere within them: what grew may only be the garbage of the last. */
export function tooFewCollections(growths: readonly Growth[]): boolean {
  const few = growths.filter(({ collections }) => collections !== undefined && collections.count > 0 && collections.count < fewCollections);
  return growths.length > 0 && 2 * few.length > growths.length;
}
