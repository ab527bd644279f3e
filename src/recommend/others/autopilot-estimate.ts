import { hourMs, minuteMs, type Sample } from './rule.ts';
import { decayWeight, type WindowPeak, windowPeaks } from './window-peaks.ts';

/**
 * Moving-window rules of Autopilot (Rzadca et al., EuroSys 2020, section 3.2). The margin is published as 10 to 15 %, less for large limits,
 * without the scale: the larger end is used. Bounds of its about 400 buckets are not published: values are taken as they are.
 */
export const autopilot = { windowMs: 5 * minuteMs, halfLifeMs: 48 * hourMs, marginFraction: 0.15, holdMs: hourMs } as const;

/** Value up to which `share` of the load lies: a window weighs as much as it is recent and as it is large. */
export function loadPercentile(peaks: readonly WindowPeak[], share: number): number {
  const newest = peaks.at(-1)?.window ?? 0;
  const weighted = peaks
    .map(({ window, bytes }) => ({ bytes, weight: bytes * decayWeight((newest - window) * autopilot.windowMs, autopilot.halfLifeMs) }))
    .sort((a, b) => a.bytes - b.bytes);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  let sum = 0;
  for (const { bytes, weight } of weighted) {
    sum += weight;
    if (sum >= share * total) return bytes;
  }
  return weighted.at(-1)?.bytes ?? 0;
}

export const peakOf = (peaks: readonly WindowPeak[]): number => peaks.reduce((peak, { bytes }) => Math.max(peak, bytes), 0);

/** The statistic with its margin, the highest of the last hour: a recommendation is made after each window. Bytes. */
export function autopilotEstimate(samples: readonly Sample[], statistic: (peaks: readonly WindowPeak[]) => number): number {
  const peaks = windowPeaks(samples, autopilot.windowMs);
  const recent = Math.min(peaks.length, autopilot.holdMs / autopilot.windowMs);
  let highest = 0;
  for (let left = 0; left < recent; left++) highest = Math.max(highest, statistic(peaks.slice(0, peaks.length - left)));
  return Math.ceil(highest * (1 + autopilot.marginFraction));
}
