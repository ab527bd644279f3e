import type { RecordingAnalysis } from './document.ts';

/** The highest usage until the load began, bytes: of startup, and of idle, at whose end setup() of the script runs. Null where neither was measured. */
export function peakBeforeLoad({ startupPeakBytes, phases }: Pick<RecordingAnalysis, 'startupPeakBytes' | 'phases'>): number | null {
  const idle = phases.filter(({ phaseKind }) => phaseKind === 'idle').map(({ peakBytes }) => peakBytes.watermark ?? peakBytes.sampled);
  const known = [startupPeakBytes, ...idle].filter((bytes) => bytes !== null);
  return known.length === 0 ? null : Math.max(...known);
}
