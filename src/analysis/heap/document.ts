import { z } from 'zod';

/** What the heap and the cgroup held at rest after a load, and after the same load again. */
const point = z.strictObject({
  tMs: z.number(),
  /** Live objects on V8's heap, and the bytes that they take. */
  objects: z.number(),
  bytes: z.number(),
  /** Anonymous memory of the cgroup; null where it was not measured. */
  anonBytes: z.number().nullable(),
});

/** What grew on the heap between two points of equal load. */
export const heapGrowthSchema = z.strictObject({
  pid: z.int(),
  program: z.string(),
  /** Further processes that could have been looked at and were not. */
  others: z.int(),
  /** What the process held more once the first snapshot was written than before: it stays, and is no growth. */
  keptBytes: z.number(),
  first: point,
  second: point,
  /** Of the load between the points; null where none was counted. */
  iterations: z.number().nullable(),
  /** Constructors that grew most, most first; `growth...` is what the second snapshot has more. */
  rows: z.array(z.strictObject({ name: z.string(), count: z.number(), bytes: z.number(), growthCount: z.number(), growthBytes: z.number() })),
  /** All other constructors together, those that shrank too. */
  rest: z.strictObject({ names: z.int(), growthCount: z.number(), growthBytes: z.number() }),
});

/** Evidence of what grows on the heap of a Node process. Growth between two points is no verdict: that is the leak rule's, over other recordings. */
export const heapEvidenceSchema = z.strictObject({
  /** Null where none was made. */
  recording: z.string().nullable(),
  /** Null where no two snapshots were taken: `why` says for what reason. */
  growth: heapGrowthSchema.nullable(),
  /**
   * `in-heap`: the heap explains at least half of what the cgroup grew by. `outside`: less, and the rest is more than V8 may keep for young objects.
   * `undecided`: less, and the rest is not. `reused`: the heap grew in memory that the process held already. `none`: neither grew.
   */
  where: z.enum(['in-heap', 'outside', 'undecided', 'reused', 'none']).nullable(),
  /** Growth of the heap over growth of anonymous memory; null where the latter did not grow. */
  share: z.number().nullable(),
  why: z.string(),
});

export type HeapGrowth = z.infer<typeof heapGrowthSchema>;
export type HeapEvidence = z.infer<typeof heapEvidenceSchema>;
