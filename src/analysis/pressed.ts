import type { PhaseAnalysis, RecordingAnalysis } from './document.ts';

/** Where the plan sets no bound: a tenth of the time waiting for memory is felt in every latency percentile that matters. */
const stallShare = 0.1;
/** A disk read for a program's own pages at this rate keeps a disk of 10 ms busy all the time. */
const majorFaultsPerSecond = 100;

/** Whether a level waited for memory: stalled (PSI some) or read its own pages back all the time. Refaults alone are a streaming cache. */
export function isStarved(phase: PhaseAnalysis, stallMax: number | undefined): boolean {
  return phase.phaseKind === 'level' && ((phase.memoryStall ?? 0) > (stallMax ?? stallShare) || (phase.majorFaultsPerSecond ?? 0) > majorFaultsPerSecond);
}

export function waitsForMemory(recording: Pick<RecordingAnalysis, 'phases'>, stallMax: number | undefined): boolean {
  return recording.phases.some((phase) => isStarved(phase, stallMax));
}
