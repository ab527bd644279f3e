import { z } from 'zod';

/** The container engine said that the kernel killed a process of the container for memory; which one it does not say. */
export const engineOom = z.strictObject({ kind: z.literal('engine-oom'), t: z.number(), container: z.string(), containerId: z.string() });
