import type { Analysis, RecordingAnalysis } from '../analysis/document.ts';
import type { Recommendation } from '../recommend/document.ts';
import { HighwaterError } from '../shared/errors.ts';
import { chooseRecordings } from './series/choose-recordings.ts';
import { type RecordingSeries, readSeries } from './series/recording-series.ts';
import type { DrawnRecordings } from './view/report-input.ts';

/** Reads the recordings that a report draws. One that is gone or damaged is told, not fatal: the documents hold the verdict. */
export function drawRecordings(runDir: string, analysis: Analysis, recommendation: Recommendation): DrawnRecordings {
  const unreadable: { recording: string; why: string }[] = [];
  const read = (recording: RecordingAnalysis | undefined): RecordingSeries | undefined => {
    if (recording === undefined) return undefined;
    try {
      return readSeries(runDir, recording.recording);
    } catch (error) {
      if (!(error instanceof HighwaterError)) throw error;
      // The path of this machine would make the same run give another report elsewhere.
      unreadable.push({ recording: recording.recording, why: error.message.replaceAll(runDir, '') });
      return undefined;
    }
  };
  const chosen = chooseRecordings(analysis, recommendation);
  return { loose: read(chosen.loose), failed: read(chosen.failed), unreadable };
}
