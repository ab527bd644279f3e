import { formatMemory, MiB } from '../../shared/quantity.ts';
import { median } from '../../shared/stats/quantile.ts';
import type { RecordingAnalysis } from '../document.ts';
import { peakBeforeLoad } from '../peak-before-load.ts';
import { clear, finding, type Rule } from './rule.ts';

/** Charges are batched and read-ahead differs: the same figures by which a run counts as warm (DESIGN section 6, step 1). */
const notableShare = 0.1;
const notableBytes = MiB;

/**
 * Detects: files that this workload used were charged to somebody else, who read them first: another container, a run before, the node. Then its own cgroup
 * shows too little, and on a fresh node it needs more. Evidence: file cache at readiness against the other runs, pages that stayed in memory because
 * others map them. False positive: a program that reads different files from start to start.
 */
export const sharedFileCharge: Rule = {
  id: 'shared-file-charge',
  title: 'File cache was charged to another container',
  remedy: 'Evict these files before each run, or give the workload copies of its own; add the difference to what the limit must hold on a fresh node.',
  needs: ['recordings'],
  evaluate({ all }) {
    const charges = all.flatMap((recording) => chargeOf(recording) ?? []);
    const usual = median(charges.map(({ bytes }) => bytes)) ?? 0;
    const low = charges.filter(({ bytes }) => usual - bytes > Math.max(notableBytes, notableShare * usual));
    const stayed = all.filter(({ quality }) => quality.coldCache === 'unavailable');
    const evidence = [
      ...low.map(({ recording, bytes }) => `${recording}: ${size(bytes)} of file cache when ready, ${size(usual)} in the others`),
      ...stayed.map(({ recording }) => `${recording}: pages of its files stayed in memory because others map them`),
    ];
    if (evidence.length === 0) return clear('each run was charged the same files');
    return finding('files were read first, and are charged to, somebody else: this cgroup alone shows too little', evidence);
  },
};

/** Undefined where the limit itself may have kept the cache small. */
function chargeOf(run: RecordingAnalysis): { recording: string; bytes: number } | undefined {
  const { recording, startupFileBytes, limitBytes } = run;
  const peakBytes = peakBeforeLoad(run);
  const bound = peakBytes !== null && peakBytes >= limitBytes - notableBytes;
  return startupFileBytes === null || bound ? undefined : { recording, bytes: startupFileBytes };
}

const size = (bytes: number): string => formatMemory(Math.round(bytes / MiB) * MiB);
