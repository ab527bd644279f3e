import { z } from 'zod';

export const units = ['bytes', 'bytes/h', 'ms', 'share', 'count'] as const;
export const aggregations = ['worst', 'median'] as const;

const valueSchema = z.strictObject({ recording: z.string(), value: z.number() });

/** How head was compared with base. */
export const comparisonSchema = z.strictObject({
  /** `paired`: base and head measured in turn, compared run by run. `baseline`: head against numbers that were accepted earlier. */
  design: z.enum(['paired', 'baseline']),
  test: z.enum(['signed-rank', 'rank-sum']),
  base: z.array(z.number()),
  head: z.array(z.number()),
  /** Median of base. */
  baseMedian: z.number(),
  /** Hodges-Lehmann estimate of head minus base, in the unit of the assertion, and as a share of `baseMedian` (null where that is not above zero). */
  increase: z.number(),
  increaseShare: z.number().nullable(),
  /** An increase must exceed both, widened where the machines are not quite alike. */
  allowedShare: z.number(),
  allowedFloor: z.number(),
  widenedBecause: z.array(z.string()),
  /** Exact one-sided chance of such ranks without any increase, and the same adjusted for all comparisons of the gate (Holm). */
  pValue: z.number(),
  adjustedPValue: z.number(),
  /** `~`: the ranks do not tell an increase from chance, which is not to say that there is none. */
  verdict: z.enum(['increased', 'within', '~', 'too-few']),
  /** Smallest increase that these runs would probably have shown; null where they are too few to show any. */
  detectable: z.number().nullable(),
  /** Pairs, or runs a side, that would probably tell; null where it was told, and where no number up to 60 would. */
  enoughRuns: z.int().nullable(),
});

export const assertionResultSchema = z.strictObject({
  /** As in the plan or the preset. */
  key: z.string(),
  /** What the key stands for in this row: a container or a phase in the place of `*`. */
  subject: z.string(),
  level: z.enum(['error', 'warn']),
  /** `check`: a named question. `bound`: max or min. `increase`: against base. */
  kind: z.enum(['check', 'bound', 'increase']),
  source: z.string(),
  unit: z.enum(units).nullable(),
  expected: z.string(),
  found: z.string(),
  /** Over repeats; null for a check. Never the best of them. */
  aggregation: z.enum(aggregations).nullable(),
  values: z.array(valueSchema),
  /** The recording whose value decided, where one did. */
  decidedBy: z.string().nullable(),
  comparison: comparisonSchema.nullable(),
  result: z.enum(['pass', 'fail', 'inconclusive', 'skipped']),
  reason: z.string(),
  remedy: z.string(),
});

/** `gate.json`. */
export const gateResultSchema = z.strictObject({
  kind: z.literal('GateResult'),
  schemaVersion: z.literal(1),
  runId: z.string(),
  scenario: z.string(),
  /** Of the assertions at level error; those at warn change nothing. */
  result: z.enum(['pass', 'fail', 'inconclusive']),
  why: z.string(),
  /** Where the assertions come from: the plan, or the preset that stands in for a plan without a gate. */
  settings: z.string(),
  base: z
    .strictObject({
      design: z.enum(['paired', 'baseline']),
      /** What base is, in words: an image, a git reference, or the run that was accepted. */
      name: z.string(),
      /** Why nothing may be compared with it; empty where it may. */
      refused: z.array(z.string()),
      widened: z.array(z.string()),
    })
    .nullable(),
  /** Loose-limit recordings that count, and how many the plan asks for. */
  recordings: z.strictObject({ counted: z.int(), planned: z.int() }),
  /** What takes the worth from a pass. */
  doubts: z.array(z.string()),
  assertions: z.array(assertionResultSchema),
});

export type Unit = (typeof units)[number];
export type Aggregation = (typeof aggregations)[number];
export type GateValue = z.infer<typeof valueSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type AssertionResult = z.infer<typeof assertionResultSchema>;
export type GateResult = z.infer<typeof gateResultSchema>;
