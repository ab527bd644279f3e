import type { Plan } from '../plan/plan.ts';
import { diagnose } from './diagnosis/diagnose.ts';
import type { Analysis, RecordingAnalysis } from './document.ts';
import { heapEvidence } from './heap/evidence.ts';
import { uncollectedGarbage } from './leak/uncollected.ts';
import { leakVerdict } from './leak/verdict.ts';
import { loadCurve } from './load-curve.ts';
import { missedShare, missedShareThatBlinds } from './missed.ts';
import { mergedQuality } from './quality.ts';
import { evaluateRules } from './rules/evaluate.ts';
import { rules } from './rules/registry.ts';

/** The loose-limit recordings: only they show the workload as it is when nothing presses on it. */
export function looseRecordings(recordings: readonly RecordingAnalysis[]): RecordingAnalysis[] {
  return recordings.filter((recording) => recording.purpose === 'record' && recording.loadFactor === 1);
}

/** Recordings with too many holes are no evidence of growth or of its absence. */
function seenThroughout(recordings: readonly RecordingAnalysis[]): RecordingAnalysis[] {
  return recordings.filter(({ quality }) => missedShare(quality) <= missedShareThatBlinds);
}

/** `analysis.json` of a run. `heapNotTaken`: why heap snapshots that were asked for were not taken. Curve, leak and phases come from the loose-limit recordings, kills and quality from all. */
export function analyzeRun(runId: string, scenario: string, plan: Plan, history: readonly RecordingAnalysis[], heapNotTaken?: string): Analysis {
  const heap = heapEvidence(history, heapNotTaken);
  // Memory that a snapshot took, and a kill that it caused, are not the workload's.
  const recordings = history.filter(({ purpose }) => purpose !== 'heap');
  const loose = looseRecordings(recordings);
  const curve = loadCurve(loose);
  const leak = leakVerdict(seenThroughout(loose), uncollectedGarbage(plan, loose));
  return {
    kind: 'Analysis',
    schemaVersion: 1,
    runId,
    scenario,
    quality: mergedQuality(recordings.map((recording) => recording.quality)),
    phases: worstOf(loose.length > 0 ? loose : recordings)?.phases ?? [],
    loadCurve: curve,
    kills: recordings.flatMap((recording) => recording.kills),
    leak,
    ...(heap && { heap }),
    findings: evaluateRules(rules, { plan, loose, all: recordings, loadCurve: curve, leak, heap }),
    diagnoses: diagnose({ plan, loose, all: recordings, loadCurve: curve, leak, heap }),
    recordings: [...recordings],
  };
}

/** The recording with the highest peak stands for the run: phases of different runs, in different orders, have no common time axis. */
function worstOf(recordings: readonly RecordingAnalysis[]): RecordingAnalysis | undefined {
  const peak = (recording: RecordingAnalysis) => recording.peakBytes.hardPart ?? recording.peakBytes.watermark ?? 0;
  return recordings.reduce<RecordingAnalysis | undefined>((worst, each) => (worst && peak(worst) >= peak(each) ? worst : each), undefined);
}
