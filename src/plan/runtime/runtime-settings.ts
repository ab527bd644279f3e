import { z } from 'zod';

export const runtimeNames = ['node', 'java', 'go', 'python', 'dotnet'] as const;

/** Settings of runtimes that decide how much memory they take. Nothing else of a command line or an environment is kept. */
export const memoryFlagNames = [
  'max-old-space-size',
  'max-old-space-size-percentage',
  'max-semi-space-size',
  'Xmx',
  'MaxRAMPercentage',
  'GOMEMLIMIT',
  'GOGC',
  'GCHeapHardLimit',
  'GCHeapHardLimitPercent',
  'MALLOC_ARENA_MAX',
  'workers',
] as const;

/** Sizes in bytes, shares in percent, counts as they are; GOGC=off is -1. Numbers only: a text could be a secret. */
const memoryFlag = z.strictObject({ flag: z.enum(memoryFlagNames), value: z.number(), from: z.string() });

export const runtimeSchema = z.strictObject({
  name: z.enum(runtimeNames).nullable(),
  /** What it was told by: the command, the image, the name of a variable. */
  from: z.string(),
  flags: z.array(memoryFlag),
});

export type RuntimeName = (typeof runtimeNames)[number];
export type MemoryFlag = z.infer<typeof memoryFlag>;
export type RuntimeSettings = z.infer<typeof runtimeSchema>;
