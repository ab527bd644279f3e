import type { RecordingAnalysis } from '../analysis/document.ts';
import type { LeakVerdict } from '../analysis/leak/document.ts';
import { formatMemory, MiB } from '../shared/quantity.ts';
import { judge } from './judge-replay.ts';
import { endsByItself } from './own-end.ts';
import { policy } from './policy.ts';
import { ceilMebibyte } from './step.ts';
import type { Survey } from './survey.ts';

/** The loose limit follows the manifest's, so a manifest that is far too low hides how much is needed. */
function wayUp({ plan, looseLimitBytes }: Survey): string {
  const stated = plan.workload.currentLimitBytes;
  if (stated === undefined || looseLimitBytes < policy.looseFactor * stated - MiB) return '';
  return `, which is ${policy.looseFactor} x the manifest's limit: try with --set workload.limit=${formatMemory(ceilMebibyte(looseLimitBytes))}`;
}

/** A container beside the sized one, killed at a limit of its own, dies at every limit that is tried. */
function killedBeside({ kills, containers }: RecordingAnalysis, { plan }: Survey): string | undefined {
  const kill = kills.find(({ class: cause, container }) => container !== plan.workload.container && (cause === 'sidecar' || cause === 'init-container'));
  if (kill === undefined) return undefined;
  const limitBytes = containers?.find(({ name }) => name === kill.container)?.limitBytes ?? null;
  const what = kill.class === 'sidecar' ? 'container' : 'init container';
  return `${what} ${kill.container} was killed at its own limit${limitBytes === null ? '' : ` of ${formatMemory(limitBytes)}`}: raise that one first, no limit of ${plan.workload.container} helps it`;
}

/** Why a loose-limit run ends the search: a workload that dies with room to spare has no limit that could be verified. */
function looseFailure(record: RecordingAnalysis, survey: Survey): string | undefined {
  const limit = formatMemory(record.limitBytes);
  const beside = killedBeside(record, survey);
  if (beside !== undefined) return beside;
  const judgement = judge(record, survey.plan, survey.runs.reference);
  if (judgement.outcome === 'killed')
    return `killed at the loose limit of ${limit} (${judgement.why}): it leaks, or it needs more than the loose limit${wayUp(survey)}`;
  if (record.outcome === 'never-ready') return `never became ready at the loose limit of ${limit}`;
  return undefined;
}

/** Why no limit can be verified for this workload at all, or undefined. */
export function obstacle(survey: Survey, leak: LeakVerdict | undefined): string | undefined {
  for (const record of survey.records) {
    const failure = looseFailure(record, survey);
    if (failure !== undefined) return failure;
  }
  if (survey.records.length < survey.plan.policy.recordings) return undefined;
  const ended = endsByItself(survey.records, survey.plan);
  if (ended !== undefined) return ended;
  return leak?.verdict === 'leak' ? `it leaks, so every limit is only a matter of time: ${leak.why}` : undefined;
}
