import { allTargets } from './compose.ts';
import { aboutTarget, lookForRemains } from './look-for-remains.ts';
import type { Verb } from './program.ts';

/** `highwater clean`: removes what killed runs left on any target; runs that are still alive are left alone. Throws what kept it from a target, after the others. */
export const clean: Verb = async (context, _args, options) => {
  const removed: { target: string; what: string; runId: string }[] = [];
  const { found, unseen } = await lookForRemains(allTargets(context));
  const failures = [...unseen];
  for (const { target, remains } of found) {
    try {
      await target.removeRemains(remains);
      removed.push(...remains.map(({ what, runId }) => ({ target: target.kind, what, runId })));
    } catch (error) {
      failures.push(aboutTarget(error));
    }
  }
  for (const { target, what } of removed) context.stderr(`removed from ${target}: ${what}\n`);
  if (removed.length === 0 && failures.length === 0)
    context.stderr(context.kubeContext === undefined ? 'nothing was left behind here; --context NAME looks into a cluster too\n' : 'nothing was left behind\n');
  if (options.json) context.stdout(`${JSON.stringify({ kind: 'CleanResult', schemaVersion: 1, removed })}\n`);
  for (const { message } of failures.slice(1)) context.stderr(`${message}\n`);
  if (failures[0]) throw failures[0];
  return 0;
};
