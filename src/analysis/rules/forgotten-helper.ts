import { formatMemory, MiB } from '../../shared/quantity.ts';
import type { RecordingAnalysis } from '../document.ts';
import { sizeOf } from '../holders.ts';
import { clear, finding, type Rule } from './rule.ts';

type Holder = RecordingAnalysis['holders'][number];

/** Less is not worth anybody's time. */
const notableShare = 0.1;
const notableBytes = 8 * MiB;

/**
 * Detects: a process beside the server holds part of the memory: a shell, a cron job, a sidecar in the same container. Evidence: PSS per process.
 * Workers of a prefork server carry their parent's name and are no helpers; a wrapper that holds nothing itself is not the server.
 * False positive: a server made of several programs on purpose.
 */
export const forgottenHelper: Rule = {
  id: 'forgotten-helper',
  title: 'A helper process holds memory',
  remedy: 'Move the helper into a container of its own, or end it when its work is done; otherwise its memory is part of the limit.',
  needs: ['loose-recordings', 'holders'],
  evaluate({ loose }) {
    const evidence = loose.flatMap(({ recording, holders }) => largestHelpers(holders).map((holder) => `${recording}: ${described(holder)}`));
    return evidence.length === 0 ? clear('the server holds what is held') : finding('memory is held by processes other than the server', evidence);
  },
};

function isNotable(holder: Holder, totalBytes: number): boolean {
  return sizeOf(holder) >= notableBytes && sizeOf(holder) >= notableShare * totalBytes;
}

/** The largest moment of each helper, by name. */
function largestHelpers(holders: readonly Holder[]): Holder[] {
  const largest = new Map<string, Holder>();
  for (const moment of Map.groupBy(holders, (holder) => holder.tMs).values()) {
    for (const helper of helpersAt(moment)) {
      if (sizeOf(helper) > sizeOf(largest.get(helper.comm) ?? { rssBytes: 0, pssBytes: 0 })) largest.set(helper.comm, helper);
    }
  }
  return [...largest.values()];
}

function helpersAt(moment: readonly Holder[]): Holder[] {
  const totalBytes = moment.reduce((sum, holder) => sum + sizeOf(holder), 0);
  const main = moment.find((holder) => holder.main);
  const server = main && isNotable(main, totalBytes) ? main : moment.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
  return moment.filter((holder) => holder.comm !== server.comm && holder.comm !== main?.comm && isNotable(holder, totalBytes));
}

function described(holder: Holder): string {
  return `${holder.comm} (pid ${holder.pid}) held ${formatMemory(sizeOf(holder))} at ${Math.round(holder.tMs)} ms`;
}
