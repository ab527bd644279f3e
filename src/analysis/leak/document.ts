import { z } from 'zod';

/** Whether the workload leaks, over all recordings that may be asked. */
export const leakSchema = z.strictObject({
  verdict: z.enum(['leak', 'saturating', 'step', 'flat', 'inconclusive']),
  bytesPerHour: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Smallest leak that this much data would have shown, bytes per hour. */
  detectableBytesPerHour: z.number().nullable(),
  /** Load time after which the same workload could be judged; null where nothing is open. */
  extendToMs: z.number().nullable().optional(),
  /** Whether what grew was still held at the end of cooldown; null where nothing grew. */
  atCooldown: z.enum(['kept', 'came back', 'not known']).nullable().optional(),
  /** Slope inside fast levels over slope inside slow ones, against the ratio of their rates; null without both. */
  againstRequests: z
    .strictObject({ slopeRatio: z.number(), requestRatio: z.number(), grows: z.enum(['with requests', 'with time', 'undecided']) })
    .nullable()
    .optional(),
  why: z.string(),
});

/** How memory grew inside the levels of one recording, level jumps left out: what the leak verdict of the run is made from. */
export const growthSchema = z.strictObject({
  /** `constant`: one long level; `stitched`: several short ones, each compared with itself only. */
  stretch: z.enum(['constant', 'stitched']),
  /** Time under load that was looked at, after settle times and the first third. */
  windowMs: z.number(),
  /** Time of all levels, settle times included. */
  loadMs: z.number(),
  medianBytes: z.number(),
  /** Exact one-sided chance of so much rising (Kendall) without a trend. */
  pValue: z.number(),
  growthBytes: z.number(),
  /** Growth per hour at the mean load of the levels, with its 95 % interval. */
  bytesPerHour: z.number(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  /** Null where growth goes with time rather than with work. */
  bytesPerIteration: z.number().nullable(),
  detectableBytesPerHour: z.number(),
  /** What this growth adds up to over all levels, and would be held at cooldown if nothing came back. */
  expectedRetainedBytes: z.number(),
  /** Slope inside each level that was looked at. */
  levels: z.array(z.strictObject({ rate: z.number(), bytesPerSecond: z.number() })).optional(),
  /** Falls of the hard part by a notable share inside a stretch of constant load, and how far apart they lie. */
  collections: z.strictObject({ count: z.int(), periodMs: z.number().nullable() }).optional(),
  /** Time constant of the best saturating curve through the block minima. */
  timeConstantMs: z.number().optional(),
  /** Sums of squared residuals of three shapes through the block minima. */
  misfit: z.strictObject({ linear: z.number(), step: z.number(), saturating: z.number() }),
});

export type LeakVerdict = z.infer<typeof leakSchema>;
export type Growth = z.infer<typeof growthSchema>;
