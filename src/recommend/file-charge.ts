import type { RecordingAnalysis } from '../analysis/document.ts';
import { peakBeforeLoad } from '../analysis/peak-before-load.ts';
import { policy } from './policy.ts';

const agrees = (a: number, b: number): boolean => Math.abs(a - b) <= Math.max(policy.fileChargeNoiseBytes, policy.fileChargeTolerance * Math.max(a, b));

/** A start that reached its limit was denied cache by the limit: its file charge tells nothing about a warm page cache. */
function boundBeforeLoad(recording: RecordingAnalysis): boolean {
  const peakBytes = peakBeforeLoad(recording);
  return peakBytes === null ? !recording.uncensored : peakBytes >= recording.limitBytes - policy.boundStartupBytes;
}

const comparable = (recording: RecordingAnalysis): number | null =>
  recording.startupFileBytes === null || boundBeforeLoad(recording) ? null : recording.startupFileBytes;

/**
 * File charge at readiness that most runs agree on, bytes; of two camps alike in size the larger, because a page that was warm is
 * charged to nobody and reads too low. So an odd first run is itself the one that is discarded. Null where no run can be compared.
 */
export function commonFileCharge(recordings: readonly RecordingAnalysis[]): number | null {
  const charges = recordings.map(comparable).filter((bytes) => bytes !== null);
  const votes = (bytes: number): number => charges.filter((other) => agrees(bytes, other)).length;
  return charges.reduce<number | null>((best, bytes) => {
    if (best === null || votes(bytes) > votes(best)) return bytes;
    return votes(bytes) === votes(best) && bytes > best ? bytes : best;
  }, null);
}

/** Why the run is discarded for its page cache, or undefined when it was as cold as the others. */
export function warmth(recording: RecordingAnalysis, common: number | null): string | undefined {
  const bytes = comparable(recording);
  if (bytes === null || common === null || agrees(bytes, common)) return undefined;
  const [mine, others] = [bytes, common].map((value) => `${(value / 2 ** 20).toFixed(1)} MiB`);
  return `discarded: ${mine} of file cache charged at readiness, ${others} in the other runs, so its page cache was not as cold as theirs`;
}
