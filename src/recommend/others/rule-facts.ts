import type { Death, RecordingAnalysis } from '../../analysis/document.ts';
import type { Survey } from '../survey.ts';
import type { RuleFacts, SeenKill } from './rule.ts';
import { traceOf } from './trace.ts';

/** A pod status says OOMKilled when the main process was the one; a killed child is nowhere to be seen. */
const isSeen = (kill: Death): boolean => kill.mainProcess && kill.class !== 'suspected';

function seenKill(recording: RecordingAnalysis | undefined, survey: Survey): SeenKill | null {
  const limitBytes = survey.plan.workload.currentLimitBytes;
  const trace = recording?.workingSet ? traceOf([recording.workingSet]) : null;
  if (trace === null || limitBytes === undefined) return null;
  return { limitBytes, requestBytes: survey.plan.workload.currentRequestBytes ?? limitBytes, trace };
}

/** What tools know of the workload besides its memory. */
export function ruleFacts(survey: Survey): RuleFacts {
  const { workload } = survey.plan;
  const killed = survey.current.find((recording) => recording.kills.some(isSeen));
  return {
    containersInPod: Math.max(1, survey.records[0]?.containers?.length ?? 1),
    manifest: { requestBytes: workload.currentRequestBytes ?? null, limitBytes: workload.currentLimitBytes ?? null },
    kill: seenKill(killed, survey),
  };
}
