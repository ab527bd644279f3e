import { z } from 'zod';

const bytes = z.number().nullable();
const status = z.enum(['verified', 'refuted', 'unverified', 'none']);

/** What one run says that a workload needs, and from what it was measured. */
const sizedSchema = z.strictObject({
  runId: z.string(),
  status,
  why: z.string(),
  limitBytes: bytes,
  requestBytes: bytes,
  needBytes: bytes,
  marginBytes: bytes,
  /** All containers of a pod together; null where one of them has no number. */
  podRequestBytes: bytes.optional(),
  podLimitBytes: bytes.optional(),
  /** Containers beside the one that was searched, which the numbers of the pod hold too. */
  beside: z.array(z.string()).optional(),
  /** What a service that leaks is given until it is mended. */
  interim: z.strictObject({ limitBytes: z.number(), restartEveryHours: z.number() }).nullable().optional(),
  /** As the manifest had it when the run was made. */
  manifestLimitBytes: bytes,
  manifestRequestBytes: bytes,
  cpuRequestMillicores: z.number().nullable(),
  replicas: z.strictObject({ min: z.int(), max: z.int(), source: z.enum(['measured', 'assumed']) }),
  digests: z.strictObject({
    image: z.string().nullable(),
    program: z.string().nullable(),
    script: z.string().nullable(),
    load: z.string(),
    plan: z.string(),
    kernel: z.string().nullable(),
    tool: z.string(),
  }),
});

export const changeReasons = ['load', 'code', 'environment', 'tool', 'none'] as const;

export const sizedWorkloadSchema = z.strictObject({
  scenario: z.string(),
  ref: z.string().nullable(),
  container: z.string(),
  to: sizedSchema,
  /** Null for a workload that the last release did not have. */
  from: sizedSchema.nullable(),
  limitChangeBytes: bytes,
  requestChangeBytes: bytes,
  /** What else changed between the two runs; several at once cannot be told apart. */
  reasons: z.array(z.strictObject({ kind: z.enum(changeReasons), text: z.string() })),
  /** Folder with what can be applied, relative to this document; null where the run has none. */
  patches: z.string().nullable(),
});

/** Sums over all workloads that have the number, times their replicas. */
const totalSchema = z.strictObject({
  workloads: z.int(),
  withoutNumbers: z.int(),
  requestBytes: z.strictObject({ min: z.number(), max: z.number() }),
  limitBytes: z.strictObject({ min: z.number(), max: z.number() }),
  replicas: z.strictObject({ min: z.int(), max: z.int() }),
});

/** `sizing.json`: the sizes of a release, and what changed since the last one. */
export const sizingSchema = z.strictObject({
  kind: z.literal('SizingReport'),
  schemaVersion: z.literal(1),
  workloads: z.array(sizedWorkloadSchema),
  /** Scenarios of the last release that this one does not have. */
  gone: z.array(z.string()),
  /** Runs that could not be read, or are older than another of the same scenario. */
  leftOut: z.array(z.strictObject({ run: z.string(), why: z.string() })),
  total: z.strictObject({ to: totalSchema, from: totalSchema.nullable() }),
  /** Of the requested memory, for as long as the price is for. */
  cost: z
    .strictObject({
      perGiB: z.number(),
      unit: z.string(),
      min: z.number(),
      max: z.number(),
      changeMin: z.number().nullable(),
      changeMax: z.number().nullable(),
    })
    .nullable(),
});

export type Sized = z.infer<typeof sizedSchema>;
export type SizedWorkload = z.infer<typeof sizedWorkloadSchema>;
export type SizingTotal = z.infer<typeof totalSchema>;
export type Sizing = z.infer<typeof sizingSchema>;
