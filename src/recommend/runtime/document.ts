import { z } from 'zod';

/** `runtime` of a container in recommendation.json. */
export const runtimeAdviceSchema = z.strictObject({
  name: z.enum(['node', 'java', 'go', 'python', 'dotnet']),
  /** What it was told by: the command, the image, a process. */
  detectedBy: z.string(),
  /** Heap limit that the runtime has at the recommended limit as things are; null where it has none. */
  heapLimitBytes: z.number().nullable(),
  heapSetBy: z.string(),
  /** Where that and the recommended limit do not go together. */
  mismatches: z.array(z.string()),
  /** What to set together with the limit; empty where what is in force goes with it. */
  set: z.array(z.strictObject({ variable: z.string(), value: z.string(), why: z.string() })),
  /** Whether the runs at the recommended limit had what is to be set. */
  verifiedTogether: z.boolean(),
  why: z.string(),
});

export type RuntimeAdvice = z.infer<typeof runtimeAdviceSchema>;
