import type { RecordingAnalysis } from '../analysis/document.ts';
import { worst } from './loose-reference.ts';
import { policy } from './policy.ts';
import { ceilMebibyte, ceilToStep, floorMebibyte, stepBytes } from './step.ts';
import type { Survey } from './survey.ts';
import type { Bracket } from './trials.ts';

/** Ends of the bracket before anything was tried, bytes. Neither is believed: measured need over watermark was 0.01 to 1.0. */
export interface Hypotheses {
  /** Highest watermark, rounded up to a step. */
  readonly upperBytes: number;
  /** One step below the highest hard part; null where it was not measured. */
  readonly lowerBytes: number | null;
}

/** Peaks cut by a limit are left out as long as there are others. */
function peaksOf(records: readonly RecordingAnalysis[]): readonly RecordingAnalysis[] {
  const uncensored = records.filter((recording) => recording.uncensored);
  return uncensored.length > 0 ? uncensored : records;
}

/** What the loose-limit runs suggest; null while there are none or none of them saw any memory. */
export function hypothesesOf(survey: Survey): Hypotheses | null {
  const records = peaksOf(survey.records);
  const hardBytes = worst(records.map((recording) => recording.peakBytes.hardPart));
  const peakBytes = worst(records.map((recording) => recording.peakBytes.watermark ?? recording.peakBytes.sampled)) ?? hardBytes;
  if (peakBytes === null) return null;
  const upperBytes = Math.min(ceilToStep(survey.plan, peakBytes), survey.looseLimitBytes);
  if (hardBytes === null) return { upperBytes, lowerBytes: null };
  const hard = Math.min(hardBytes, upperBytes);
  return { upperBytes, lowerBytes: floorMebibyte(hard - stepBytes(survey.plan, hard)) };
}

/**
 * The limit at which the bracket would be closed from above, bytes, or null when it is closed: something has passed no higher than
 * one step above the watermark, or no higher than a quarter above the highest failure, or only the loose limit is left.
 */
export function openUpperEnd(survey: Survey, bracket: Bracket): number | null {
  const { plan, looseLimitBytes } = survey;
  const guess = hypothesesOf(survey);
  if (guess === null || bracket.passedBytes === null) return null;
  const { failedBytes, passedBytes } = bracket;
  const upper = failedBytes !== null && failedBytes >= guess.upperBytes ? ceilMebibyte(failedBytes * policy.raiseFactor) : guess.upperBytes;
  return upper < looseLimitBytes && upper + stepBytes(plan, passedBytes) <= passedBytes ? upper : null;
}
