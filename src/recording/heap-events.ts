import { z } from 'zod';

const t = z.number();
const pair = z.tuple([z.number(), z.number()]);

/** A snapshot of the heap of one process was written and read; `t` is when the workload had come to rest after it. */
const heapSnapshot = z.strictObject({
  kind: z.literal('heap-snapshot'),
  t,
  pid: z.int(),
  program: z.string(),
  /** Further processes that could have been asked. */
  others: z.int(),
  fileBytes: z.number(),
  /** What the process held more once the file was complete than before. */
  keptBytes: z.number(),
  /** From the request until the file was complete. */
  tookMs: z.number(),
  objects: z.number(),
  bytes: z.number(),
});

/** Live objects and the bytes that they take themselves, by constructor, in the first and the second snapshot. */
const heapGrowth = z.strictObject({
  kind: z.literal('heap-growth'),
  t,
  rows: z.array(z.strictObject({ name: z.string(), count: pair, bytes: pair })),
  /** All other constructors together. */
  rest: z.strictObject({ names: z.int(), count: pair, bytes: pair }),
});

/** What a recording of purpose `heap` holds beside the others. The snapshots themselves are not kept. */
export const heapEvents = [heapSnapshot, heapGrowth] as const;
