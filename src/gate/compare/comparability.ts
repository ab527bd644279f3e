import type { Fingerprint } from '../../recording/manifest.ts';
import { formatMemory } from '../../shared/quantity.ts';
import type { Conditions } from '../conditions.ts';
import { gatePolicy } from '../policy.ts';

export interface Comparability {
  /** Why nothing may be compared; empty where it may. */
  readonly refused: readonly string[];
  /** Differences for which more is asked of an increase. */
  readonly widened: readonly string[];
}

/** A difference in one of these changes what memory is charged, or what the runtime sizes itself by. */
const mustAgree: readonly (readonly [keyof Fingerprint, string])[] = [
  ['architecture', 'architecture'],
  ['pageSizeBytes', 'page size'],
  ['cgroupVersion', 'cgroup version'],
  ['cores', 'number of cores'],
  ['visibleCores', 'number of cores that the workload sees'],
  ['transparentHugePages', 'mode of transparent huge pages'],
  ['scriptDigest', 'k6 script'],
];

const mayDiffer: readonly (readonly [keyof Fingerprint, string])[] = [
  ['cpuModel', 'CPU model'],
  ['pinned', 'pinning of load and workload'],
  ['damonReclaim', 'proactive reclaim by the host'],
  ['k6Version', 'k6'],
];

type Differs = (name: string, base: unknown, head: unknown) => string[];
const differs: Differs = (name, base, head) => (base === head ? [] : [`${name}: ${base} in base, ${head} in head`]);

/** Digests are no reading for people. */
const digestDiffers = (name: string, base: string, head: string): string[] => (base === head ? [] : [`${name}: not the same in base and head`]);

/** `6.12.9-amd64` belongs to the series 6.12: within one, only fixes are made. */
const kernelSeries = (release: string): string => /^\d+\.\d+/.exec(release)?.[0] ?? release;

function looseLimitDiffers(base: number, head: number): string[] {
  if (Math.abs(base - head) <= gatePolicy.sameLooseLimitShare * base) return [];
  return [`loose limit: ${formatMemory(base)} in base, ${formatMemory(head)} in head; caches and heaps grow into the room there is`];
}

function fieldDiffers([field, name]: readonly [keyof Fingerprint, string], base: Fingerprint, head: Fingerprint): string[] {
  return field === 'scriptDigest' ? digestDiffers(name, base[field], head[field]) : differs(name, base[field], head[field]);
}

function kernels(base: Fingerprint, head: Fingerprint): Comparability {
  const difference = differs('kernel', base.kernel, head.kernel);
  return kernelSeries(base.kernel) === kernelSeries(head.kernel) ? { refused: [], widened: difference } : { refused: difference, widened: [] };
}

/** Whether memory recorded under two conditions may be compared at all, and how strictly. */
export function comparabilityOf(base: Conditions, head: Conditions): Comparability {
  const [ours, theirs] = [head.fingerprint, base.fingerprint];
  const kernel = kernels(theirs, ours);
  const swap = differs('swap', theirs.swapTotalBytes > 0 ? 'there' : 'none', ours.swapTotalBytes > 0 ? 'there' : 'none');
  return {
    refused: [
      ...mustAgree.flatMap((field) => fieldDiffers(field, theirs, ours)),
      ...kernel.refused,
      ...swap,
      ...differs('target', base.target, head.target),
      ...digestDiffers('load, CPU or sampling of the plan', base.loadDigest, head.loadDigest),
      ...looseLimitDiffers(base.looseLimitBytes, head.looseLimitBytes),
    ],
    widened: [...kernel.widened, ...mayDiffer.flatMap((field) => fieldDiffers(field, theirs, ours))],
  };
}
