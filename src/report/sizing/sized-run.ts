import type { Conditions } from '../../gate/conditions.ts';
import { loadDigest } from '../../gate/conditions.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Recommendation } from '../../recommend/document.ts';
import { perPod } from '../per-pod.ts';
import type { Sized } from './document.ts';

/** One run as the sizing report reads it. */
export interface SizedRun {
  readonly runId: string;
  readonly toolVersion: string;
  readonly plan: Plan;
  readonly planDigest: string;
  readonly commandDigest: string | undefined;
  readonly recommendation: Recommendation;
  /** Undefined where the run has no recording. */
  readonly conditions: Conditions | undefined;
  /** Relative to the report; undefined where the run has none. */
  readonly patches: string | undefined;
}

/** One pod where the run says nothing of replicas: the sum is then per pod, and says so. */
function replicasOf({ hpa }: Recommendation): Sized['replicas'] {
  if (!hpa || hpa.minReplicas === null || hpa.maxReplicas === null) return { min: 1, max: 1, source: 'assumed' };
  return { min: hpa.minReplicas, max: hpa.maxReplicas, source: 'measured' };
}

/** Null where a container has no number: a sum without it would be too small. */
function podBytes({ containers }: Recommendation, which: 'requestBytes' | 'limitBytes'): number | null {
  if (containers.length === 0 || containers.some(({ memory }) => memory[which] === null)) return null;
  return perPod(containers, ({ memory }) => memory[which]);
}

export function sizedOf(run: SizedRun): Sized {
  const { recommendation, plan, conditions } = run;
  const container = recommendation.containers.find(({ name }) => name === plan.workload.container) ?? recommendation.containers[0];
  const memory = container?.memory;
  const { interim } = recommendation;
  return {
    runId: run.runId,
    status: recommendation.status,
    why: recommendation.why,
    limitBytes: memory?.limitBytes ?? null,
    requestBytes: memory?.requestBytes ?? null,
    needBytes: memory?.needBytes ?? null,
    marginBytes: memory?.marginBytes ?? null,
    podRequestBytes: podBytes(recommendation, 'requestBytes'),
    podLimitBytes: podBytes(recommendation, 'limitBytes'),
    beside: recommendation.containers.filter((other) => other !== container).map(({ name }) => name),
    interim: interim && { limitBytes: interim.limitBytes, restartEveryHours: interim.restartEveryHours },
    manifestLimitBytes: plan.workload.currentLimitBytes ?? null,
    manifestRequestBytes: plan.workload.currentRequestBytes ?? null,
    cpuRequestMillicores: container?.cpu.requestMillicores ?? null,
    replicas: replicasOf(recommendation),
    digests: {
      image: conditions?.fingerprint.image ?? null,
      program: run.commandDigest ?? null,
      script: conditions?.fingerprint.scriptDigest ?? null,
      load: loadDigest(plan),
      plan: run.planDigest,
      kernel: conditions?.fingerprint.kernel ?? null,
      tool: run.toolVersion,
    },
  };
}
