import { MiB } from '../../shared/quantity.ts';
import type { Picture } from './picture.ts';

/** What explains at least half of a rise is its cause; the rest may be noise and bystanders. */
export const mostShare = 0.5;
/** A rise by less than this, or than a tenth of the peak, decides no limit. */
const notableBytes = 8 * MiB;
const notableShare = 0.1;

/** From idle to the highest hard part under load. */
export function riseOf(picture: Picture): number {
  return Math.max(0, picture.levelPeakBytes - picture.idleBytes);
}

export function isNotable(picture: Picture): boolean {
  return riseOf(picture) > Math.max(notableBytes, notableShare * picture.levelPeakBytes);
}

/** Whether so many bytes make most of a rise that is worth explaining. */
export function explains(bytes: number, picture: Picture): boolean {
  return isNotable(picture) && bytes >= mostShare * riseOf(picture);
}
