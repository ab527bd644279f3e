import type { Quality } from './document.ts';

/** The sampler's own budget is one tick late in a thousand (DESIGN section 8); ten times that is no longer a slip. */
export const missedShareWorthSaying = 0.01;
/** With so much unseen, a floor of blocks has holes of the size of the blocks, and no growth can be judged. */
export const missedShareThatBlinds = 0.1;

/** Share of the samples that were due and never taken. */
export function missedShare({ ticksDue, ticksMissed }: Pick<Quality, 'ticksDue' | 'ticksMissed'>): number {
  return ticksDue === 0 ? 0 : ticksMissed / ticksDue;
}
