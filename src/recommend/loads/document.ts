import { z } from 'zod';

/** Which load a limit carries, and which limit a load needs: the verified pair moved along the load curve. */
export const loadsSchema = z.strictObject({
  unit: z.enum(['iterations/s', 'concurrent iterations']),
  /** The pair that was run: this limit at this load. */
  anchor: z.strictObject({ load: z.number(), limitBytes: z.number(), verified: z.boolean() }),
  /** Beyond this load nothing is said: the curve is not extended further than 1.3 times what was driven. */
  furthestLoad: z.number(),
  /** `load` is the largest that is safe; null where none that was driven is. */
  atLimit: z.array(z.strictObject({ limitBytes: z.number(), what: z.string(), load: z.number().nullable(), why: z.string() })),
  /** `limitBytes` is null beyond `furthestLoad`. */
  forLoad: z.array(z.strictObject({ load: z.number(), what: z.string(), limitBytes: z.number().nullable(), why: z.string() })),
});

export type Loads = z.infer<typeof loadsSchema>;
