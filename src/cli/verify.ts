import { requireHeapPossible } from './heap-snapshots.ts';
import { reopenRun } from './open-run.ts';
import type { Verb } from './program.ts';
import { withProvision } from './provision.ts';
import { checkOptions, finishRun } from './run.ts';
import { requireSameMachine } from './same-machine.ts';

/** `highwater verify RUN`: replays whatever the run still lacks for a verified limit. */
export const verify: Verb = async (context, [runPath], options) => {
  checkOptions(options);
  const open = reopenRun(context, runPath as string, options);
  requireHeapPossible(open.resolved.plan, options);
  return withProvision(context, open.resolved, open.run.runId, async (provided) => {
    requireSameMachine(open, provided.environment, provided.driver);
    return finishRun(context, options, open, provided);
  });
};
