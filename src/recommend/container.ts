import { formatMemory } from '../shared/quantity.ts';
import type { ContainerRecommendation } from './document.ts';
import { decidingRound, type FinalLimit } from './final-limit.ts';
import { marginHint } from './margin-hint.ts';
import { cpuOf, qosClassOf, requestOf } from './request.ts';
import type { Status } from './status.ts';
import type { Survey } from './survey.ts';
import { standingOf, surviveBytes } from './trials.ts';

/** A limit is named only while nothing has refuted it. */
export function recommendedLimitBytes(final: FinalLimit | null, status: Status['status']): number | null {
  return final === null || status === 'refuted' || status === 'none' ? null : decidedBytes(final);
}

/** The confirmed limit while a margin on top of it is not confirmed yet; else the newest. */
function decidedBytes({ rounds, limitBytes }: FinalLimit): number {
  const round = decidingRound(rounds);
  return round?.standing === 'confirmed' ? round.limitBytes : limitBytes;
}

type MarginFields = Pick<ContainerRecommendation['memory'], 'needBytes' | 'marginBytes' | 'marginReason' | 'marginKind'>;

/** The need by its definition, once confirmations have spoken: the lowest limit above all failures that passed as often as a confirmation must. */
function confirmedNeedBytes(survey: Survey, final: FinalLimit): number | null {
  const failedBytes = survey.known.failedBytes ?? 0;
  const often = survey.trials.find(
    (trial) => trial.limitBytes > failedBytes && standingOf(trial) === 'passed' && trial.passes >= survey.plan.policy.confirmations,
  );
  return often !== undefined && often.limitBytes <= decidedBytes(final) ? often.limitBytes : null;
}

function afterWidening(needBytes: number | null, limitBytes: number): string {
  if (needBytes === null || needBytes === limitBytes) return 'how far above is not known, and the runs at the limit alone carry the verdict';
  return `${formatMemory(needBytes)} held the whole profile, and the margin of the search was laid on top and confirmed as well`;
}

/** After a failed confirmation the need is higher than the search believed; the widened limit may then be the lowest that is known to hold. */
function marginFields(survey: Survey, final: FinalLimit | null): MarginFields {
  if (final === null) return { needBytes: null, marginBytes: null, marginReason: 'no need was found', marginKind: 'none' };
  const { margin, searchedNeedBytes } = final;
  const failed = final.rounds.filter((round) => round.standing === 'failed').at(-1);
  if (failed === undefined)
    return {
      needBytes: searchedNeedBytes,
      marginBytes: final.limitBytes - searchedNeedBytes,
      marginReason: `${margin.reason}; ${marginHint(survey.plan, searchedNeedBytes, margin)}`,
      marginKind: margin.kind,
    };
  const needBytes = confirmedNeedBytes(survey, final);
  return {
    needBytes,
    marginBytes: needBytes === null ? null : decidedBytes(final) - needBytes,
    marginReason: `${formatMemory(failed.limitBytes)} failed its confirmation, so the need lies above it and the limit was widened; ${afterWidening(needBytes, decidedBytes(final))}`,
    marginKind: needBytes === null ? 'none' : 'elastic',
  };
}

/** What to write into the manifest for the container that was searched. */
export function containerOf(survey: Survey, final: FinalLimit | null, status: Status['status']): ContainerRecommendation {
  const limitBytes = recommendedLimitBytes(final, status);
  const requestBytes = limitBytes === null ? null : requestOf(survey, final, limitBytes).bytes;
  const cpu = cpuOf(survey, final);
  const qosClass = qosClassOf({
    memoryRequestBytes: requestBytes,
    memoryLimitBytes: limitBytes,
    cpuRequestMillicores: cpu.requestMillicores,
    // No CPU limit is emitted: the advice leaves it to a person.
    cpuLimitMillicores: null,
  });
  return {
    name: survey.plan.workload.container,
    memory: { requestBytes, limitBytes, ...marginFields(survey, final), surviveBytes: surviveBytes(survey.trials), qosClass },
    cpu,
  };
}
