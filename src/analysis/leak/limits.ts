/** Thresholds of the floor rule, with which its error rates were measured (memory.md 4.2). */
export const maxPValue = 0.02;
/** For several recordings together: the chance that two of three alarm at `maxPValue` each, 3 x 0.02^2. */
export const maxPValueTogether = 0.0012;
/** Growth over the window below this share of the median is negligible. */
export const negligibleShare = 0.02;
/** A saturating curve must beat the line by this much before growth counts as saturating. */
export const saturatingFactor = 0.9;
/** A leak is still held when the load is gone. Half of what the growth adds up to must be: the rest may be noise of the estimate. */
export const keptShare = 0.5;
/** Share of the recordings that must agree: 2 of 3. */
export const agreeingShare = 2 / 3;
/**
 * A cooldown that holds more than this many times what the growth adds up to: most of it came before the part that was looked at, as when a cache
 * fills. Then any advantage of the saturating curve decides.
 */
export const frontLoadedFactor = 2;
/** A leak that adds this share of what is held in one run must be noticed, or the run says nothing about leaks. */
export const mustNoticeShare = 0.25;
