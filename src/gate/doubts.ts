import type { RecordingAnalysis } from '../analysis/document.ts';
import { levelKey, levelsOf, rateKey } from '../recommend/loose-reference.ts';
import type { Survey } from '../recommend/survey.ts';

const dropped = (recording: RecordingAnalysis, peak: string): number =>
  levelsOf(recording)
    .filter((phase) => levelKey(phase, recording.loadFactor) === peak)
    .reduce((sum, phase) => sum + (phase.droppedIterations ?? 0), 0);

/** Why a number that looks fine may be too low: each takes the worth from a pass and none from a failure. */
export function doubtsOf({ plan, records, runs }: Survey): string[] {
  const lost = runs.lost.filter(({ recording }) => recording.purpose === 'record');
  const droppedAtPeak = records.reduce((sum, recording) => sum + dropped(recording, rateKey(plan.load.peak)), 0);
  const cut = records.filter(({ uncensored }) => !uncensored);
  return [
    ...(records.length < plan.policy.recordings
      ? [`${records.length} of ${plan.policy.recordings} recordings count${lost[0] === undefined ? '' : `; ${lost[0].recording.recording}: ${lost[0].why}`}`]
      : []),
    ...(droppedAtPeak > 0 ? [`${droppedAtPeak} iterations were dropped at the peak: the load was not reached, so every number is a lower bound`] : []),
    ...(cut.length > 0 ? [`the loose limit was hit in ${cut.map(({ recording }) => recording).join(', ')}: those peaks are cut off`] : []),
  ];
}
