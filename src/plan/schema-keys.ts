import { z } from 'zod';
import { planFileSchema } from './file-schema.ts';

function unwrap(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional) inner = inner.unwrap();
  return inner;
}

/** Names that the plan file knows below a path; empty where any name goes or the path leads nowhere. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = planFileSchema;
  for (const key of path) {
    schema = unwrap(schema);
    if (!(schema instanceof z.ZodObject)) return [];
    schema = schema.shape[key as string];
  }
  schema = unwrap(schema);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
