import type { z } from 'zod';

export type LooseResult<T> = { readonly value: T } | { readonly problem: string };

/**
 * Checks a value of the current schema version but tolerates keys that this version does not know, at any depth: fields are added
 * freely within a schema version, so a reader that is older than the writer meets them.
 */
export function parseLoosely<T>(schema: z.ZodType<T>, raw: unknown): LooseResult<T> {
  const result = schema.safeParse(raw);
  if (result.success) return { value: result.data };
  const real = result.error.issues.find((issue) => issue.code !== 'unrecognized_keys');
  if (!real) return { value: raw as T };
  return { problem: `${real.path.join('.') || 'value'}: ${real.message}` };
}
