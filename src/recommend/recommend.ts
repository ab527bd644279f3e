import type { Analysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import { caveatsOf } from './caveats.ts';
import { containerOf, recommendedLimitBytes } from './container.ts';
import { currentLimitOf } from './current-limit.ts';
import { derivationOf } from './derivation.ts';
import type { Recommendation, Replay } from './document.ts';
import { finalLimitOf } from './final-limit.ts';
import { hpaOf } from './hpa/hpa.ts';
import { judgeReplay } from './judge-replay.ts';
import { interimOf } from './leak-interim.ts';
import { loadsOf } from './loads/loads.ts';
import { withNodePressure } from './node-pressure.ts';
import { obstacle } from './obstacle.ts';
import { othersOf } from './others/others.ts';
import { overloadOf } from './overload.ts';
import { otherContainersOf } from './pod/other-containers.ts';
import { inOnePod } from './pod/pod-qos.ts';
import { withInitRequests } from './pod/pod-request.ts';
import { runtimeAdvice } from './runtime/runtime-advice.ts';
import { statusOf } from './status.ts';
import { type Survey, surveyOf } from './survey.ts';
import { verificationOf } from './verification.ts';

export interface RecommendInput {
  readonly plan: Plan;
  readonly runId: string;
  /** The same that the runs were made with, bytes. */
  readonly looseLimitBytes: number;
  /** Its recordings are in the order of their index, lost ones too. */
  readonly analysis: Analysis;
  /** Why the search ended, as it said itself, where it did not end in a verdict. */
  readonly stopped?: string | undefined;
}

/** Every run but the loose-limit ones, lost ones with the reason. */
function replaysOf(survey: Survey, analysis: Analysis): Replay[] {
  const lost = new Map(survey.runs.lost.map(({ recording, why }) => [recording, why]));
  return analysis.recordings.flatMap((recording) => judgeReplay(recording, survey.plan, survey.runs.reference, lost.get(recording)) ?? []);
}

/** `recommendation.json` from the recordings of a run directory, finished or not; pure. */
export function recommend({ plan, runId, looseLimitBytes, analysis, stopped }: RecommendInput): Recommendation {
  const survey = surveyOf(plan, looseLimitBytes, analysis.recordings);
  const recorded = survey.records.length >= plan.policy.recordings;
  const final = recorded && obstacle(survey, analysis.leak) === undefined ? finalLimitOf(survey) : null;
  const { status, why } = statusOf(survey, final, analysis.leak, stopped);
  const limitBytes = recommendedLimitBytes(final, status);
  const sized = containerOf(survey, final, status);
  const runtime = runtimeAdvice(survey, limitBytes);
  const containers = withInitRequests(inOnePod({ ...sized, ...(runtime && { runtime }) }, otherContainersOf(survey))).map(withNodePressure);
  return {
    kind: 'Recommendation',
    schemaVersion: 1,
    runId,
    scenario: analysis.scenario,
    status,
    why,
    verification: verificationOf(survey, final),
    current: currentLimitOf(survey, limitBytes, status),
    containers,
    interim: recorded ? interimOf(survey, analysis.leak) : null,
    overload: overloadOf(survey, final),
    replays: replaysOf(survey, analysis),
    derivation: derivationOf(survey, final, limitBytes),
    caveats: caveatsOf(survey, final, analysis.leak),
    loads: loadsOf(survey, analysis.loadCurve, limitBytes, status === 'verified'),
    others: othersOf(survey, sized.memory),
    hpa: hpaOf({ survey, containers: containers.filter(({ role }) => role !== 'init'), conflicts: plan.workload.autoscalers ?? [] }),
  };
}
