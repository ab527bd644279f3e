import { resolve } from 'node:path';
import { reopenRun } from './open-run.ts';
import type { Verb } from './program.ts';
import { provision } from './provision.ts';
import { finishRun } from './run.ts';

/** `highwater verify RUN`: replays whatever the run still lacks for a verified limit. */
export const verify: Verb = async (context, [runPath], options) => {
  const open = reopenRun(context, resolve(context.cwd, runPath as string));
  const provided = await provision(context, open.resolved, open.run.runId);
  try {
    return await finishRun(context, options, open, provided);
  } finally {
    await provided.environment.dispose();
  }
};
