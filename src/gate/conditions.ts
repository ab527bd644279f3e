import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Plan } from '../plan/plan.ts';
import { type Fingerprint, fingerprintSchema } from '../recording/manifest.ts';

/** Under what a set of recordings was made: what must agree before their memory may be compared. */
export const conditionsSchema = z.strictObject({
  fingerprint: fingerprintSchema,
  target: z.string(),
  /** Of what is driven: profile, levels, times, CPU and sampling. The workload itself, its image or code, is what is under test and not in it. */
  loadDigest: z.string(),
  looseLimitBytes: z.int().positive(),
});

export type Conditions = z.infer<typeof conditionsSchema>;

/** Digest of the load of a plan and of the CPU that it meets; equal digests mean the same question was asked. */
export function loadDigest({ load, workload, sampling }: Plan): string {
  const { script: _, ...driven } = load;
  const asked = { ...driven, cpuMillicores: workload.cpuMillicores, container: workload.container, hz: sampling.hz };
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

export function conditionsOf(plan: Plan, looseLimitBytes: number, fingerprint: Fingerprint): Conditions {
  return { fingerprint, target: plan.target.kind, loadDigest: loadDigest(plan), looseLimitBytes };
}
