import type { Analysis, RecordingAnalysis } from '../analysis/document.ts';
import type { Recommendation } from '../recommend/document.ts';
import { HighwaterError } from '../shared/errors.ts';

const policies = ['fail', 'warn', 'pass'] as const;

/** `--inconclusive`: what an unverified result is worth. */
export function parseInconclusive(text: string): (typeof policies)[number] {
  const found = policies.find((policy) => policy === text);
  if (!found) throw new HighwaterError('usage', `--inconclusive ${text}: expected ${policies.join(', ')}`);
  return found;
}

const wasMeasured = ({ kills, phases }: RecordingAnalysis): boolean =>
  kills.length > 0 || phases.some(({ phaseKind, p99Ms, errorRate }) => phaseKind === 'level' && (p99Ms !== null || errorRate !== null));

/** Nothing measurable happened: no load ran anywhere and nothing was killed, or the workload is not ready with memory to spare. */
function nothingMeasurable({ recordings }: Analysis, status: Recommendation['status']): boolean {
  const failed = recordings.some(({ outcome }) => outcome === 'never-ready' || outcome === 'load-failed');
  if (failed && !recordings.some(wasMeasured)) return true;
  return status === 'none' && recordings.some(({ purpose, outcome, kills }) => purpose === 'record' && outcome === 'never-ready' && kills.length === 0);
}

/** Exit code of a judged run: 1 is a verdict against the workload, 4 that there was nothing to judge, 5 that there is no verdict. */
export function exitCodeOf(recommendation: Recommendation, analysis: Analysis, inconclusive: (typeof policies)[number]): number {
  if (recommendation.status === 'verified') return 0;
  if (nothingMeasurable(analysis, recommendation.status)) return 4;
  if (recommendation.status === 'refuted' || recommendation.status === 'none' || analysis.leak.verdict === 'leak') return 1;
  return inconclusive === 'fail' ? 5 : 0;
}
