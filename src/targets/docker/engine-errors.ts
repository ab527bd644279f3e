import { HighwaterError } from '../../shared/errors.ts';

/** Status of the engine's answer; undefined where it gave none. */
function statusOf(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** The thing that was asked for is not there (any more). */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** What the engine itself says, without the envelope that the client puts around it. */
export function engineMessage(error: unknown): string {
  const said = (error as { json?: { message?: unknown } }).json?.message;
  return typeof said === 'string' ? said : (error as Error).message;
}

/** `target-failed` for an engine that stopped answering, or that refused. */
export function engineError(doing: string, error: unknown): HighwaterError {
  if (error instanceof HighwaterError) return error;
  if (statusOf(error) !== undefined)
    return new HighwaterError('target-failed', `${doing}: ${engineMessage(error)}`, { cause: error, hint: 'highwater doctor' });
  return engineGone(error);
}

export function engineGone(cause?: unknown): HighwaterError {
  return new HighwaterError('target-failed', 'the Docker engine stopped answering', {
    cause,
    hint: 'start the engine again, then: highwater clean, and go on with highwater run --resume RUN',
  });
}

/** Does what may find the thing already gone. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
