import { controllerDefaults } from './controller-defaults.ts';
import { hpaPolicy } from './hpa-policy.ts';
import type { PodModel } from './pod-model.ts';
import { followingShare } from './usage-line.ts';

export interface CpuTarget {
  readonly percent: number;
  readonly why: string;
}

export interface CpuTargetInput {
  readonly model: PodModel;
  readonly perPod: number;
  readonly threshold: number;
  readonly requestMillicores: number | null;
}

const asPercent = (share: number): string => `${Math.round(share * 100)} %`;

/**
 * `floor(100 x T x cpu(c) / request)`; a string says why there is none. The floor errs to the side of more pods. With a part of the CPU that
 * does not follow the load the target is reached a little before T, which is the same side.
 */
export function cpuTarget({ model, perPod, threshold, requestMillicores }: CpuTargetInput): CpuTarget | string {
  const { cpuAtCapacity, cpu } = model;
  if (requestMillicores === null || requestMillicores <= 0) return 'no CPU request is recommended, and a utilisation is a share of the request';
  if (cpuAtCapacity === null || cpuAtCapacity <= 0 || cpu === undefined) return 'CPU was not measured under load';
  const follows = followingShare(cpu, perPod);
  if (follows < hpaPolicy.followsLoadShare)
    return `only ${asPercent(follows)} of its CPU follows the load, at least ${asPercent(hpaPolicy.followsLoadShare)} is needed to scale by it: scale by requests per second or concurrency`;
  const percent = Math.floor((100 * threshold * cpuAtCapacity) / requestMillicores);
  if (percent < 1) return `the target would be below 1 % of the request of ${requestMillicores}m`;
  if (cpu.base >= ((percent * requestMillicores) / 100) * (1 + controllerDefaults.tolerance))
    return `an idle pod already uses ${Math.round(cpu.base)}m, more than the target: it would run to maxReplicas without any load`;
  const why = `${asPercent(threshold)} of the ${Math.round(cpuAtCapacity)}m that a pod uses at ${perPod}/s, as a share of the request of ${requestMillicores}m`;
  return { percent, why };
}
