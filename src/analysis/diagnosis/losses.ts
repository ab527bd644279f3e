import type { PhaseAnalysis, RecordingAnalysis } from '../document.ts';

/** Half again is past the run-to-run spread of a p99, as in the definition of harm. */
const worseFactor = 1.5;
/** A p99 of a few requests waits for time slices of a busy machine; less is noise, as in the definition of harm. */
const p99NoiseMs = 25;
/** A p99 hides one request in a hundred; more failures than that would be seen by nothing else. */
const errorShare = 0.01;

const levels = (recordings: readonly RecordingAnalysis[]) => recordings.flatMap(({ phases }) => phases.filter(({ phaseKind }) => phaseKind === 'level'));
const worst = (phases: readonly PhaseAnalysis[], value: (phase: PhaseAnalysis) => number | null) => Math.max(0, ...phases.map((phase) => value(phase) ?? 0));

/** What requests lost against the loose-limit runs, in words; empty where nothing was lost. */
export function lossesOf(recordings: readonly RecordingAnalysis[], loose: readonly RecordingAnalysis[]): string[] {
  const [mine, usual] = [levels(recordings), levels(loose)];
  const lost: string[] = [];
  const [errors, usualErrors] = [worst(mine, ({ errorRate }) => errorRate), worst(usual, ({ errorRate }) => errorRate)];
  if (errors > usualErrors + errorShare) lost.push(`${Math.round(100 * errors)} % of requests failed`);
  const [p99, usualP99] = [worst(mine, ({ p99Ms }) => p99Ms), worst(usual, ({ p99Ms }) => p99Ms)];
  if (p99 > worseFactor * usualP99 && p99 > usualP99 + p99NoiseMs) lost.push(`p99 ${Math.round(p99)} ms instead of ${Math.round(usualP99)} ms`);
  return lost;
}
