import type { PhaseAnalysis } from '../analysis/document.ts';
import type { FinalLimit } from './final-limit.ts';
import { levelKey, levelsOf, rateKey } from './loose-reference.ts';
import { percentText } from './percent.ts';
import { policy } from './policy.ts';
import type { Survey } from './survey.ts';

/** The peak level of each loose-limit run. */
function loosePeaks(survey: Survey): PhaseAnalysis[] {
  const peak = rateKey(survey.plan.load.peak);
  return survey.records.flatMap((record) => levelsOf(record).filter((phase) => levelKey(phase, record.loadFactor) === peak));
}

/** Iterations that the loose-limit runs dropped at peak: the peak was not reached, so it is a lower bound. */
function droppedAtPeak(survey: Survey): string | undefined {
  const dropped = loosePeaks(survey).reduce((sum, phase) => sum + (phase.droppedIterations ?? 0), 0);
  return dropped === 0
    ? undefined
    : `${dropped} iterations were dropped at the peak of the loose-limit runs: the load was not reached, so every number is a lower bound for it`;
}

/** Requests that fail at peak in every loose-limit run: what they would have taken in memory was never seen. */
function failedAtPeak(survey: Survey): string | undefined {
  const shares = loosePeaks(survey).map(({ errorRate }) => errorRate ?? 0);
  const least = Math.min(...shares);
  const bound = survey.plan.objectives.errorRateMax ?? policy.errorRateMaxUnstated;
  if (shares.length === 0 || least <= bound) return undefined;
  return `at least ${percentText(least)} of requests fail at the peak even with memory to spare (${percentText(bound)} allowed), so what the peak needs was not seen: mend the script or the service (the k6.log of a recording says how they fail), or lower load.peak`;
}

/** A script whose calls k6 does not count may have made none at all: then every limit holds, and says nothing. */
function nothingCounted(survey: Survey): string | undefined {
  const peaks = loosePeaks(survey).filter(({ p99Ms }) => p99Ms !== null);
  if (peaks.length === 0 || peaks.some(({ errorRate }) => errorRate !== null)) return undefined;
  return 'k6 counted no request and no check at the peak, so nothing shows that the load reached the workload: let the script call it, or check() what came of it';
}

/** The words are those of the report's quality notes, which leave out what was said already. */
function warmCache(survey: Survey): string | undefined {
  const methods = new Set(survey.runs.counted.map((recording) => recording.quality.coldCache));
  if (methods.has('unavailable')) return 'The page cache could not be made cold before the runs: a warm run reads too low.';
  return methods.has('unknown') ? 'Whether the page cache was cold before the runs is not known.' : undefined;
}

function swap(survey: Survey): string | undefined {
  const note = survey.runs.counted.flatMap((recording) => recording.quality.notes).find(({ code }) => code === 'swap-escape');
  return note?.text;
}

/** Reasons why a limit that held in every run is still not called verified. */
export function doubtsOf(survey: Survey, final: FinalLimit | null): string[] {
  const cut = final?.cut ? 'the loose limit leaves no room for the whole margin: more memory has to be free on this machine' : undefined;
  return [droppedAtPeak(survey), failedAtPeak(survey), nothingCounted(survey), warmCache(survey), swap(survey), cut].filter((doubt) => doubt !== undefined);
}
