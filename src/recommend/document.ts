import { z } from 'zod';
import { hpaSchema } from './hpa/document.ts';
import { loadsSchema } from './loads/document.ts';
import { runtimeAdviceSchema } from './runtime/document.ts';

export const replaySchema = z.strictObject({
  recording: z.string(),
  purpose: z.enum(['current', 'search', 'confirm', 'overload', 'other', 'settings']),
  limitBytes: z.number(),
  outcome: z.enum(['pass', 'killed', 'harmed', 'error']),
  /** How it failed, or why it is an error, in words; empty for a pass. */
  why: z.string(),
  kills: z.int(),
  /** Where `outcome` is harmed: which objective or bound broke. */
  harm: z.array(z.string()),
  seed: z.int(),
  loadFactor: z.number(),
  fileBytesAtReady: z.number().nullable(),
});

export const derivationStepSchema = z.strictObject({
  step: z.string(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  why: z.string(),
  source: z.string(),
});

const memory = z.strictObject({
  requestBytes: z.number().nullable(),
  limitBytes: z.number().nullable(),
  /** Lowest tried limit with `confirmations` passes and no failure at it or above. */
  needBytes: z.number().nullable(),
  /** Lowest tried limit at which nothing was killed, where lower ones killed or none did. */
  surviveBytes: z.number().nullable(),
  marginBytes: z.number().nullable(),
  marginReason: z.string(),
  marginKind: z.enum(['rigid', 'elastic', 'none']),
  qosClass: z.enum(['Guaranteed', 'Burstable', 'BestEffort']),
  /** What request and class mean on a node that is short of memory. */
  underNodePressure: z.string().optional(),
});

export const containerRecommendationSchema = z.strictObject({
  name: z.string(),
  /** False: its numbers come from its measured peaks, and no lower limit was tried. Left out: it is the one that was searched. */
  searched: z.boolean().optional(),
  role: z.enum(['init', 'sidecar', 'app', 'ephemeral']).optional(),
  memory,
  cpu: z.strictObject({ requestMillicores: z.number().nullable(), limitAdvice: z.string() }),
  /** Left out where the runtime is not known or no limit is recommended. */
  runtime: runtimeAdviceSchema.optional(),
});

/** A service that leaks, or is killed everywhere, gets this instead of a verified limit. */
export const interimSchema = z.strictObject({
  limitBytes: z.number(),
  restartEveryHours: z.number(),
  hoursToKill: z.array(z.strictObject({ limitBytes: z.number(), hours: z.number() })),
  why: z.string(),
});

export const currentLimitSchema = z.strictObject({
  limitBytes: z.number().nullable(),
  requestBytes: z.number().nullable(),
  verdict: z.enum(['safe', 'unsafe', 'unknown', 'none']),
  /** Current limit minus the recommended one: negative when memory is missing. */
  headroomBytes: z.number().nullable(),
  why: z.string(),
});

/** What somebody else's rule would have set, and what the replays of this run say about that. */
export const otherSchema = z.strictObject({
  rule: z.string(),
  /** `test`: from the loose-limit recordings one after another. `repeated`: from the same again and again, for as long as the rule looks back. */
  history: z.enum(['test', 'repeated']),
  /** The rule reads one instant of the working set each so many milliseconds. */
  sampledEveryMs: z.number(),
  field: z.enum(['request', 'limit']),
  /** Null where the rule refuses. */
  valueBytes: z.number().nullable(),
  why: z.string(),
  refused: z.string().nullable(),
  /** As a limit: by a replay at the number itself where there is one, else by the nearest tried limit that decides it; `limitBytes` is that one. */
  replayed: z.strictObject({ outcome: z.enum(['would pass', 'would fail', 'not replayed']), limitBytes: z.number().nullable(), why: z.string() }),
});

/** `recommendation.json`. */
export const recommendationSchema = z.strictObject({
  kind: z.literal('Recommendation'),
  schemaVersion: z.literal(1),
  runId: z.string(),
  scenario: z.string(),
  status: z.enum(['verified', 'refuted', 'unverified', 'none']),
  why: z.string(),
  /** Runs at the final limit, upper bound of the share of runs killed (1 - 0.05^(1/n)), minutes of load behind the verdict. */
  verification: z.strictObject({
    runs: z.int(),
    passes: z.int(),
    bound: z.number().nullable(),
    loadMinutes: z.number(),
    highestFailed: z.strictObject({ limitBytes: z.number(), how: z.string() }).nullable(),
  }),
  current: currentLimitSchema,
  containers: z.array(containerRecommendationSchema),
  interim: interimSchema.nullable(),
  overload: z.strictObject({ factor: z.number(), outcome: z.string(), why: z.string() }).nullable(),
  replays: z.array(replaySchema),
  derivation: z.array(derivationStepSchema),
  caveats: z.array(z.string()),
  /** Rules that refuse have one row; rules that set request and limit have one for each. Empty where no working set was measured. */
  others: z.array(otherSchema).optional(),
  /** Null without a limit, or where the load curve has no interval. */
  loads: loadsSchema.nullable().optional(),
  /** Thresholds and replica counts of a horizontal autoscaler, or why there are none. */
  hpa: hpaSchema.optional(),
});

export type Replay = z.infer<typeof replaySchema>;
export type DerivationStep = z.infer<typeof derivationStepSchema>;
export type ContainerRecommendation = z.infer<typeof containerRecommendationSchema>;
export type Interim = z.infer<typeof interimSchema>;
export type CurrentLimit = z.infer<typeof currentLimitSchema>;
export type Other = z.infer<typeof otherSchema>;
export type Recommendation = z.infer<typeof recommendationSchema>;
