import type { Remains, Target } from '../ports/target.ts';
import { HighwaterError } from '../shared/errors.ts';

export interface Seen {
  readonly found: readonly { readonly target: Target; readonly remains: readonly Remains[] }[];
  /** Of targets that could not be looked at: an engine that is down must not hide what lies elsewhere, nor pass for a clean one. */
  readonly unseen: readonly HighwaterError[];
}

/** The error as one about a target; a wrong command line and a defect of ours are rethrown. */
export function aboutTarget(error: unknown): HighwaterError {
  if (error instanceof HighwaterError && error.code !== 'usage') return error;
  throw error;
}

/** Asks every target for what killed runs left. */
export async function lookForRemains(targets: readonly Target[]): Promise<Seen> {
  const unseen: HighwaterError[] = [];
  const looked = await Promise.all(
    targets.map(async (target) => {
      try {
        return [{ target, remains: await target.findRemains() }];
      } catch (error) {
        unseen.push(aboutTarget(error));
        return [];
      }
    }),
  );
  return { found: looked.flat(), unseen };
}
