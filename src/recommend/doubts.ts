import type { FinalLimit } from './final-limit.ts';
import { levelKey, levelsOf, rateKey } from './loose-reference.ts';
import type { Survey } from './survey.ts';

/** Iterations that the loose-limit runs dropped at peak: the peak was not reached, so it is a lower bound. */
function droppedAtPeak(survey: Survey): string | undefined {
  const peak = rateKey(survey.plan.load.peak);
  const dropped = survey.records
    .flatMap((record) => levelsOf(record).filter((phase) => levelKey(phase, record.loadFactor) === peak))
    .reduce((sum, phase) => sum + (phase.droppedIterations ?? 0), 0);
  return dropped === 0
    ? undefined
    : `${dropped} iterations were dropped at the peak of the loose-limit runs: the load was not reached, so every number is a lower bound for it`;
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
  return [droppedAtPeak(survey), warmCache(survey), swap(survey), cut].filter((doubt) => doubt !== undefined);
}
