import { formatMemory, MiB } from '../../shared/quantity.ts';
import { controllerDefaults } from './controller-defaults.ts';
import { restingCount, runsAway } from './fixed-points.ts';
import { hpaPolicy } from './hpa-policy.ts';
import type { PodModel } from './pod-model.ts';
import { followingShare, usageAt } from './usage-line.ts';

export interface MemoryTarget {
  readonly percent: number;
  readonly why: string;
}

export interface MemoryTargetInput {
  readonly model: PodModel;
  readonly perPod: number;
  readonly threshold: number;
  readonly requestBytes: number | null;
  /** Null without `traffic`: whether the count comes down again is then not known. */
  readonly replicas: { readonly min: number; readonly max: number; readonly idle: number } | null;
}

const asPercent = (share: number): string => `${Math.round(share * 100)} %`;
const rounded = (bytes: number): string => formatMemory(Math.round(bytes / MiB) * MiB);

/** Where the count would rest when the load is back at idle. */
function sticksAt({ model, replicas }: MemoryTargetInput, targetBytes: number): number | null {
  if (model.memory === undefined || replicas === null) return null;
  const { min, max, idle } = replicas;
  const kept = Math.max(0, model.keptBytes ?? 0);
  return restingCount({ line: model.memory, target: targetBytes, tolerance: controllerDefaults.tolerance, load: idle, kept, from: max, min, max });
}

/** Startup or caches may leave more than the line over load adds. */
const keptWords = (keptBytes: number, gained: number): string =>
  keptBytes < gained
    ? `of ${rounded(gained)} that it gains under load ${rounded(keptBytes)} are`
    : `nothing that it gains under load comes back: ${rounded(keptBytes)} more than before are`;

/** Why memory says nothing about load, or does not come back; undefined where it does both. */
function refusal({ model, perPod }: MemoryTargetInput): string | undefined {
  const { memory, keptBytes } = model;
  if (memory === undefined) return 'memory was not measured at two different loads';
  const follows = followingShare(memory, perPod);
  const gained = memory.slope * perPod;
  if (follows < hpaPolicy.followsLoadShare)
    return `only ${asPercent(follows)} of its memory follows the load (${rounded(Math.max(0, gained))} of ${rounded(usageAt(memory, perPod))}), at least ${asPercent(hpaPolicy.followsLoadShare)} is needed to scale by it`;
  if (keptBytes === null) return 'whether memory comes back after the load was not measured';
  if (keptBytes > hpaPolicy.keptShare * gained)
    return `${keptWords(keptBytes, gained)} still held at the end of cooldown: the replicas that a peak made would stay`;
  return undefined;
}

/**
 * A memory target only where memory follows load, comes back, and lets the count come down to minReplicas; a string says why there is none.
 * Source: memory ground truth, section 6.
 */
export function memoryTarget(input: MemoryTargetInput): MemoryTarget | string {
  const { model, perPod, threshold, requestBytes } = input;
  const refused = refusal(input);
  if (refused !== undefined || model.memory === undefined) return refused ?? '';
  if (requestBytes === null) return 'no memory request is recommended, and a utilisation is a share of the request';
  const percent = Math.floor((100 * usageAt(model.memory, threshold * perPod)) / requestBytes);
  const targetBytes = (percent * requestBytes) / 100;
  if (runsAway(model.memory, targetBytes, controllerDefaults.tolerance))
    return `an idle pod already holds ${rounded(model.memory.base)}, more than a target of ${percent} %: it would run to maxReplicas without any load`;
  const resting = sticksAt(input, targetBytes);
  if (resting === null) return 'whether the replicas come down again cannot be told without `traffic` in the plan';
  if (resting > (input.replicas?.min ?? 0)) return `at idle it would stick at ${resting} replicas and not come down to ${input.replicas?.min}`;
  const why = `the ${model.memoryIs} at ${asPercent(threshold)} of ${perPod}/s, as a share of the request of ${formatMemory(requestBytes)}`;
  return { percent, why };
}
