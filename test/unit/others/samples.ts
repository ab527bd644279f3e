import { minuteMs, type RuleFacts, type Sample } from '../../../src/recommend/others/rule.ts';

/** One value after the other, `everyMs` apart, from 0 on. */
export function samplesOf(bytes: readonly number[], everyMs = minuteMs): Sample[] {
  return bytes.map((value, index) => ({ tMs: index * everyMs, bytes: value }));
}

/** The same value all the time. */
export const steady = (bytes: number, count: number, everyMs = minuteMs): Sample[] => samplesOf(Array<number>(count).fill(bytes), everyMs);

export const alone: RuleFacts = { containersInPod: 1, manifest: { requestBytes: null, limitBytes: null }, kill: null };
