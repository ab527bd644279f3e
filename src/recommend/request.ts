import type { RecordingAnalysis } from '../analysis/document.ts';
import type { ContainerRecommendation } from './document.ts';
import type { FinalLimit } from './final-limit.ts';
import { levelKey, levelsOf, rateKey, worst } from './loose-reference.ts';
import { policy } from './policy.ts';
import { ceilMebibyte } from './step.ts';
import type { Survey } from './survey.ts';

export interface RequestChoice {
  readonly bytes: number;
  readonly why: string;
}

/** The runs that say how it is on a normal day: at the final limit where there are any, else at the loose one. */
function normalDays(survey: Survey, final: FinalLimit | null): readonly RecordingAnalysis[] {
  const confirmed = survey.confirms.filter(({ limitBytes, outcome }) => limitBytes === final?.limitBytes && outcome === 'completed');
  return confirmed.length > 0 ? confirmed : survey.records;
}

function atExpected(survey: Survey, final: FinalLimit | null) {
  const expected = rateKey(survey.plan.load.expected);
  return normalDays(survey, final).flatMap((run) => levelsOf(run).filter((phase) => levelKey(phase, run.loadFactor) === expected));
}

/** Memory request: the limit, unless the plan wants it at the expected load; then at least the working set, by which eviction ranks. */
export function requestOf(survey: Survey, final: FinalLimit | null, limitBytes: number): RequestChoice {
  if (survey.plan.policy.request === 'limit')
    return { bytes: limitBytes, why: 'equal to the limit: usage above the request is what node pressure evicts first' };
  const workingSet = worst(atExpected(survey, final).map((phase) => phase.workingSet10sBytes ?? null));
  if (workingSet === null) return { bytes: limitBytes, why: 'equal to the limit, because no working set was measured at the expected load' };
  return {
    bytes: Math.min(limitBytes, ceilMebibyte(workingSet)),
    why: `the highest 10 s working set at the expected ${survey.plan.load.expected}/s: above it the pod is among the first to be evicted under node pressure`,
  };
}

export interface EmittedResources {
  readonly memoryRequestBytes: number | null;
  readonly memoryLimitBytes: number | null;
  readonly cpuRequestMillicores: number | null;
  readonly cpuLimitMillicores: number | null;
}

/** QoS class of a pod with one container, from what is emitted for it. A limit without a request stands for both. Source: Kubernetes, "Pod Quality of Service Classes". */
export function qosClassOf(emitted: EmittedResources): ContainerRecommendation['memory']['qosClass'] {
  const { memoryLimitBytes, cpuLimitMillicores } = emitted;
  const memoryRequest = emitted.memoryRequestBytes ?? memoryLimitBytes;
  const cpuRequest = emitted.cpuRequestMillicores ?? cpuLimitMillicores;
  if (memoryRequest === null && cpuRequest === null) return 'BestEffort';
  const equal = memoryLimitBytes !== null && cpuLimitMillicores !== null && memoryRequest === memoryLimitBytes && cpuRequest === cpuLimitMillicores;
  return equal ? 'Guaranteed' : 'Burstable';
}

/** CPU request from what the expected level used, and what throttling says about the limit. */
export function cpuOf(survey: Survey, final: FinalLimit | null): ContainerRecommendation['cpu'] {
  const used = worst(atExpected(survey, final).map((phase) => phase.cpuMillicores));
  const throttled = worst(normalDays(survey, final).flatMap((run) => levelsOf(run).map((phase) => phase.throttledShare)));
  const limit = `${survey.plan.workload.cpuMillicores}m`;
  const condition = 'Memory follows concurrency and concurrency follows CPU, so the memory limit holds for this CPU only.';
  const share = throttled === null ? '' : `${Number((throttled * 100).toPrecision(2))} % of periods`;
  const advice =
    throttled === null
      ? `It ran with ${limit}; throttling was not measured.`
      : throttled > policy.throttledShareWorthSaying
        ? `It ran with ${limit} and was throttled in up to ${share}: queues grow meanwhile, so raise the CPU limit and measure again, or keep it as it is.`
        : `It ran with ${limit}, which hardly bound (throttled in ${share}): keep it, or leave the CPU limit out.`;
  return { requestMillicores: used === null ? null : Math.max(1, Math.ceil(used)), limitAdvice: `${advice} ${condition}` };
}
