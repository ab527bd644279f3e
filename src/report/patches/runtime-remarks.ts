import type { PatchInput } from './patch.ts';

/** What has to be set together with a limit, in words: a patch that sets the variable would take away what else stands in it. */
export function runtimeRemarks({ recommendation }: PatchInput): string[] {
  return recommendation.containers.flatMap(({ name, runtime }) =>
    (runtime?.set ?? []).map(
      ({ variable, value, why }) =>
        `Set together with it in container ${name}: ${variable}=${value} (${why}; ${runtime?.verifiedTogether ? 'verified together' : 'not verified together'}).`,
    ),
  );
}
