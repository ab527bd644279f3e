import { HighwaterError } from '../shared/errors.ts';
import type { Context } from './context.ts';

function causes(error: unknown): string[] {
  if (error instanceof AggregateError) return error.errors.flatMap((inner: unknown) => [String((inner as Error).message ?? inner)]);
  return error instanceof Error ? [error.message, ...causes(error.cause)] : [];
}

/** What a file system answers when it will not take or give a file: the machine's doing, not ours. */
const fileRefusals: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOTDIR', 'EMFILE', 'ENFILE', 'EIO']);

function asHighwaterError(error: unknown): HighwaterError | undefined {
  if (error instanceof HighwaterError) return error;
  const { code, path, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || !fileRefusals.has(code)) return undefined;
  return new HighwaterError('recording-failed', message, { hint: `make room or rights for ${path ?? 'it'}, or name another folder with --out`, cause: error });
}

/** Says what failed and what to do next; answers the exit code. Causes only with HIGHWATER_DEBUG, a defect always whole. */
export function explainFailure(error: unknown, context: Context): number {
  const known = asHighwaterError(error);
  if (!known) {
    context.stderr(`highwater: a defect of highwater, not of your plan: ${(error as Error)?.stack ?? String(error)}\n`);
    return 70;
  }
  context.stderr(`highwater: ${known.message}\n`);
  if (known.hint) context.stderr(`  next: ${known.hint}\n`);
  if (context.env.HIGHWATER_DEBUG) for (const cause of causes(known.cause)) context.stderr(`  cause: ${cause}\n`);
  return known.exitCode;
}
