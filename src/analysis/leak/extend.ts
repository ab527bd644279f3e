import { formatDuration } from '../../shared/duration.ts';
import type { Growth } from './document.ts';

const minuteMs = 60_000;
/** Shorter runs tell little about leaks whatever they show. */
const leastMs = 5 * minuteMs;
/** Three times the load time triples the growth of a leak and makes the noise of its estimate smaller. */
const longer = 3;
/** After so many time constants a warm-up has ended: the floor rule's error rates were measured from there on (memory ground truth, section 4.2). */
const timeConstants = 8;
/** A leak must stand out by half above what garbage explains. */
const aboveGarbage = 1.5;

/** Twelve blocks with a collection each, and the third that is dropped (memory ground truth, section 4.2). */
const collectionsWanted = 18;

const wholeMinutes = (ms: number): number => Math.ceil(ms / minuteMs) * minuteMs;
const longest = (growths: readonly Growth[]): number => Math.max(...growths.map(({ loadMs }) => loadMs));

/** Load time after which the same workload could be judged, milliseconds. */
export function extendedMs(growths: readonly Growth[]): number {
  return Math.max(leastMs, wholeMinutes(longer * longest(growths)));
}

/** The same for growth that levels off: until its time constant, as far as this run shows it, has passed eight times. */
export function settledMs(growths: readonly Growth[]): number {
  return Math.max(extendedMs(growths), ...growths.map(({ timeConstantMs }) => wholeMinutes(timeConstants * (timeConstantMs ?? 0))));
}

/** Load time after which a leak at this pace stands out above what garbage explains, milliseconds. */
export function outgrownMs(growths: readonly Growth[], totalBytes: number, garbageBytes: number): number {
  return wholeMinutes((aboveGarbage * longest(growths) * garbageBytes) / Math.max(1, totalBytes));
}

/** Load time that holds so many collections that each block of the floor rule has one, milliseconds. */
export function collectedMs(growths: readonly Growth[]): number {
  return Math.max(extendedMs(growths), ...growths.map(({ collections }) => wholeMinutes(collectionsWanted * (collections?.periodMs ?? 0))));
}

export function extendWords(ms: number): string {
  return `extend the run to ${formatDuration(ms)} of load`;
}
