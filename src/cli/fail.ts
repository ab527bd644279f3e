import { HighwaterError } from '../shared/errors.ts';
import type { Context } from './context.ts';

function causes(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap((inner: unknown) => [String((inner as Error).message ?? inner)]);
  return error instanceof Error ? [error.message, ...causes(error.cause)] : [];
}

/** Says what failed and what to do next; answers the exit code. Causes only with HIGHWATER_DEBUG, a defect always whole. */
export function explainFailure(error: unknown, context: Context): number {
  if (!(error instanceof HighwaterError)) {
    context.stderr(`highwater: a defect of highwater, not of your plan: ${(error as Error)?.stack ?? String(error)}\n`);
    return 70;
  }
  context.stderr(`highwater: ${error.message}\n`);
  if (error.hint) context.stderr(`  next: ${error.hint}\n`);
  if (context.env.HIGHWATER_DEBUG) for (const cause of causes(error.cause)) context.stderr(`  cause: ${cause}\n`);
  return error.exitCode;
}
