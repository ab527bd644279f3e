import type { Plan } from '../../plan/plan.ts';
import { hpaPolicy } from './hpa-policy.ts';

type Traffic = NonNullable<Plan['traffic']>;

export interface Replicas {
  readonly min: number;
  readonly max: number;
  /** The threshold, lowered where the loss of pods asks for it. */
  readonly threshold: number;
  readonly why: string;
}

export interface ReplicasInput {
  readonly traffic: Traffic;
  /** What one pod can carry, iterations per second. */
  readonly perPod: number;
  /** Of that, by the ramp alone. */
  readonly threshold: number;
  readonly tolerance: number;
}

/** n pods just before the controller acts carry T x (1 + tolerance) each; when some are lost, the others must still be able to carry it all. */
function withFailover(count: number, { traffic, threshold, tolerance }: ReplicasInput): number {
  const left = (count - traffic.failover) / count;
  return Math.min(threshold, (hpaPolicy.highestLoad * left) / (1 + tolerance));
}

const podsFor = (load: number, perPod: number, threshold: number): number => Math.max(1, Math.ceil(load / (threshold * perPod) - 1e-9));

/** With more pods at least, each may be used more: the count that needs the fewest pods on a normal day is taken, and of equal ones the smallest. */
function cheapest(input: ReplicasInput): { readonly min: number; readonly threshold: number } {
  const { traffic, perPod, threshold } = input;
  const least = Math.max(traffic.failover + 1, podsFor(traffic.idle, perPod, threshold));
  const most = Math.max(least, podsFor(traffic.expected, perPod, threshold) + traffic.failover);
  let best = { min: 0, threshold: 0, normalDay: Infinity };
  for (let count = least; count <= most; count += 1) {
    const lowered = withFailover(count, input);
    const min = Math.max(count, podsFor(traffic.idle, perPod, lowered));
    const normalDay = Math.max(min, podsFor(traffic.expected, perPod, lowered));
    if (normalDay < best.normalDay) best = { min, threshold: lowered, normalDay };
  }
  return best;
}

/**
 * minReplicas and maxReplicas from the load of the whole service. Sources: memory ground truth, section 6: minReplicas >= idle / (T x c) and enough
 * that the pods left after a failure carry the load; maxReplicas >= 1.2 x peak / (T x c).
 */
export function replicasOf(input: ReplicasInput): Replicas {
  const { traffic, perPod } = input;
  const { min, threshold } = cheapest(input);
  const atPeak = podsFor(traffic.peak, perPod, threshold);
  const max = Math.max(min, podsFor(hpaPolicy.peakHeadroom * traffic.peak, perPod, threshold), atPeak + traffic.failover);
  const pods = (count: number) => `${count} ${count === 1 ? 'pod' : 'pods'}`;
  const lost =
    traffic.failover === 0
      ? 'traffic.failover is 0, so nothing is left over for a pod that dies'
      : `when ${pods(traffic.failover)} ${traffic.failover === 1 ? 'dies' : 'die'}, the others carry the load`;
  const why = `idle ${traffic.idle}/s takes ${podsFor(traffic.idle, perPod, threshold)}, a normal day of ${traffic.expected}/s ${podsFor(traffic.expected, perPod, threshold)}, the peak of ${traffic.peak}/s ${atPeak}, with a fifth on top ${max}; ${lost}`;
  return { min, max, threshold, why };
}
