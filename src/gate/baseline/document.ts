import { z } from 'zod';
import { conditionsSchema } from '../conditions.ts';

/** `scenarios/<name>/baseline.json`: what later runs are compared with. Written by `highwater baseline accept` alone. */
export const baselineSchema = z.strictObject({
  kind: z.literal('Baseline'),
  schemaVersion: z.literal(1),
  toolVersion: z.string(),
  scenario: z.string(),
  runId: z.string(),
  acceptedAt: z.iso.datetime(),
  conditions: conditionsSchema,
  /** The loose-limit recordings that count, with a digest of their events. */
  recordings: z.array(z.strictObject({ name: z.string(), seed: z.int(), digest: z.string() })).min(1),
  /** One value for each recording, in their order, by subject; recordings that do not know it are left out. */
  values: z.record(z.string(), z.array(z.strictObject({ seed: z.int(), value: z.number() }))),
});

export type Baseline = z.infer<typeof baselineSchema>;
