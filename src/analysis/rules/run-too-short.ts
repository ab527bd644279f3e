import { formatDuration } from '../../shared/duration.ts';
import { counted } from '../counted.ts';
import type { RecordingAnalysis } from '../document.ts';
import { clear, finding, type Rule } from './rule.ts';

/** After eight time constants a warm-up has ended; the error rates of the leak verdict were measured from there on (memory ground truth, section 4.2). */
const timeConstants = 8;
/** The floor rule needs a collection in each block; with fewer than three in the window none has. */
const fewCollections = 3;

/**
 * Detects: a run that ends before memory has settled, or that holds hardly a collection of garbage. Evidence: time constant of growth that levels
 * off, collections inside a level. What hangs on it: the leak verdict and the peak, which may still rise. False positive: a leak whose slope falls.
 */
export const runTooShort: Rule = {
  id: 'run-too-short',
  title: 'The run is too short for what memory does in it',
  remedy: 'Hold the levels longer (load.hold), or drive one level as a soak, for as long as is said here.',
  needs: ['loose-recordings'],
  evaluate({ loose, leak }) {
    const evidence = loose.flatMap((recording) => [...unsettled(recording, leak.verdict === 'saturating'), ...uncollected(recording)]);
    if (2 * evidence.length <= loose.length) return clear('memory settled within the run');
    const until = leak.extendToMs ? `; about ${formatDuration(leak.extendToMs)} of load would tell` : '';
    return finding(`${counted(evidence.length, 'recording')} ended before memory had settled: the peak may still rise${until}`, evidence);
  },
};

function unsettled({ recording, growth }: RecordingAnalysis, saturating: boolean): string[] {
  if (!saturating || !growth?.timeConstantMs || growth.loadMs >= timeConstants * growth.timeConstantMs) return [];
  const passed = (growth.loadMs / growth.timeConstantMs).toPrecision(2);
  return [`${recording}: memory still rises, with a time constant of about ${seconds(growth.timeConstantMs)}; ${passed} of ${timeConstants} have passed`];
}

function uncollected({ recording, growth }: RecordingAnalysis): string[] {
  const { count, periodMs } = growth?.collections ?? { count: 0, periodMs: null };
  if (count === 0 || count >= fewCollections || periodMs === null) return [];
  return [`${recording}: ${counted(count, 'collection')} of garbage in the time that was looked at, one about every ${seconds(periodMs)}`];
}

const seconds = (ms: number): string => formatDuration(Math.max(1, Math.round(ms / 1000)) * 1000);
