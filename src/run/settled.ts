import { type ErrorCode, HighwaterError } from '../shared/errors.ts';

export type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** A promise that can be raced and left: it never rejects. */
export const settled = <T>(promise: Promise<T>): Promise<Settled<T>> =>
  promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

/** The error as a fact about workload or load; any other is rethrown, it is about highwater or the machine. */
export function factOf(error: unknown, code: ErrorCode): HighwaterError {
  if (error instanceof HighwaterError && error.code === code) return error;
  throw error;
}
