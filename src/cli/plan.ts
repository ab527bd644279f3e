import type { ResolvedPlan } from '../plan/resolve.ts';
import { formatDuration } from '../shared/duration.ts';
import { countRuns } from '../verify/count-runs.ts';
import { wantsOverload } from '../verify/wants-overload.ts';
import { looseLimit, resolveFor } from './open-run.ts';
import type { Verb } from './program.ts';

function valueAt(tree: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree);
}

function explain({ origins, written }: ResolvedPlan): string[] {
  const secret = /^workload\.[a-z]+\.env\./;
  return [...origins].map(([path, origin]) => `  ${path}: ${secret.test(path) ? '(not shown)' : JSON.stringify(valueAt(written, path))}  (${origin})`);
}

/** `highwater plan SCENARIO`: how many runs and minutes, before anything starts; `--explain` says where each value comes from. */
export const plan: Verb = async (context, [scenario], options) => {
  const resolved = resolveFor(context, scenario as string, options);
  const count = countRuns(resolved.plan, looseLimit(resolved.plan.workload.currentLimitBytes, context.availableMemoryBytes));
  if (options.json) {
    context.stdout(
      `${JSON.stringify({ kind: 'PlanResult', schemaVersion: 1, name: resolved.plan.name, runs: count, origins: Object.fromEntries(resolved.origins) })}\n`,
    );
    return 0;
  }
  const { load, policy } = resolved.plan;
  context.stdout(
    `${resolved.plan.name} on ${resolved.plan.target.kind}: ${load.profile} ${load.levels.join(', ')} iterations/s, ${formatDuration(load.holdMs)} each\n`,
  );
  context.stdout(
    `${policy.recordings} recordings at the loose limit, a search, ${policy.confirmations} confirmations${wantsOverload(resolved.plan) ? `, one run at ${policy.overload} x peak` : ''}${policy.heapSnapshots ? ', heap snapshots' : ''}\n`,
  );
  const runs = count.minRuns === count.maxRuns ? `${count.maxRuns} runs` : `${count.minRuns} to ${count.maxRuns} runs`;
  context.stdout(`${runs}, ${formatDuration(count.minMs)} to ${formatDuration(count.maxMs)}\n`);
  if (options.explain) context.stdout(`${explain(resolved).join('\n')}\n`);
  return 0;
};
