import type { Analysis, RecordingAnalysis } from '../../analysis/document.ts';
import type { Recommendation } from '../../recommend/document.ts';
import { compareText } from './compare-text.ts';

/** The recordings whose memory is drawn over time: one at the loose limit, and the failed one with the highest limit. */
export interface ChosenRecordings {
  readonly loose: RecordingAnalysis | undefined;
  readonly failed: RecordingAnalysis | undefined;
}

const peakOf = (recording: RecordingAnalysis) => recording.peakBytes.watermark ?? recording.peakBytes.sampled ?? recording.peakBytes.hardPart ?? 0;

/** Of the loose-limit recordings the one with the median peak, neither the luckiest nor the unluckiest; complete ones first. */
export function chooseRecordings(analysis: Analysis, recommendation: Recommendation): ChosenRecordings {
  const pools = [
    analysis.recordings.filter((recording) => recording.purpose === 'record' && recording.outcome === 'completed'),
    analysis.recordings.filter((recording) => recording.purpose === 'record'),
    analysis.recordings,
  ];
  const pool = pools.find((candidates) => candidates.length > 0) ?? [];
  const byPeak = pool.toSorted((a, b) => peakOf(a) - peakOf(b) || compareText(a.recording, b.recording));
  const failures = recommendation.replays.filter((replay) => (replay.outcome === 'killed' || replay.outcome === 'harmed') && replay.purpose !== 'overload');
  const loose = byPeak[Math.floor((byPeak.length - 1) / 2)];
  const highestFirst = failures.toSorted((a, b) => b.limitBytes - a.limitBytes || compareText(a.recording, b.recording));
  const failed = highestFirst.flatMap((replay) => analysis.recordings.filter(({ recording }) => recording === replay.recording))[0];
  return { loose, failed: failed === loose ? undefined : failed };
}
