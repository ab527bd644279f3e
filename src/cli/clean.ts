import { allTargets } from './compose.ts';
import type { Verb } from './program.ts';

/** `highwater clean`: removes what killed runs left on any target; runs that are still alive are left alone. */
export const clean: Verb = async (context, _args, options) => {
  const removed: { target: string; what: string; runId: string }[] = [];
  for (const target of allTargets(context)) {
    const remains = await target.findRemains();
    await target.removeRemains(remains);
    removed.push(...remains.map(({ what, runId }) => ({ target: target.kind, what, runId })));
  }
  for (const { target, what } of removed) context.stderr(`removed from ${target}: ${what}\n`);
  if (removed.length === 0) context.stderr('nothing was left behind\n');
  if (options.json) context.stdout(`${JSON.stringify({ kind: 'CleanResult', schemaVersion: 1, removed })}\n`);
  return 0;
};
