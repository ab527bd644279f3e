import { z } from 'zod';
import { planSchema, variantSchema } from '../plan/plan.ts';

export const recordingKind = 'Recording';
export const recordingSchemaVersion = 1;

/** What of the machine decides whether two recordings may be compared. */
export const fingerprintSchema = z.strictObject({
  architecture: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  cores: z.int().positive(),
  memoryTotalBytes: z.int().positive(),
  pageSizeBytes: z.int().positive(),
  cgroupVersion: z.union([z.literal(1), z.literal(2)]),
  /** `/sys/kernel/mm/transparent_hugepage/enabled`, the chosen word. */
  transparentHugePages: z.string(),
  swapTotalBytes: z.int().nonnegative(),
  /** True where a DAMON scheme may page out file cache without pressure. */
  damonReclaim: z.boolean(),
  /** Whether load and workload ran on cores apart, and how many cores the workload could see. */
  pinned: z.boolean(),
  visibleCores: z.int().positive(),
  /** Digest of the container image that is measured, where there is one. */
  image: z.string().optional(),
  k6Version: z.string(),
  scriptDigest: z.string(),
});

export type Fingerprint = z.infer<typeof fingerprintSchema>;

/** `manifest.json`: written before the first event and never changed. */
export const recordingManifestSchema = z.strictObject({
  kind: z.literal(recordingKind),
  schemaVersion: z.int().positive(),
  toolVersion: z.string(),
  runId: z.string(),
  plan: planSchema,
  planDigest: z.string(),
  variant: variantSchema,
  fingerprint: fingerprintSchema,
  /** Event times are milliseconds since this instant, on the monotonic clock. */
  clock: z.strictObject({ startedAt: z.iso.datetime(), monotonicMs: z.number() }),
});

export type RecordingManifest = z.infer<typeof recordingManifestSchema>;
