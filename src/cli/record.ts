import { relative } from 'node:path';
import { shellWord } from '../shared/shell-word.ts';
import { requireHeapPossible } from './heap-snapshots.ts';
import { measure } from './measure.ts';
import { newRunId, resolveFor, startRun } from './open-run.ts';
import type { Verb } from './program.ts';
import { withProvision } from './provision.ts';

/** `highwater record SCENARIO`: the manifest's own limit and the loose-limit recordings; concludes nothing and never fails because of what it measured. */
export const record: Verb = async (context, [scenario], options) => {
  const resolved = resolveFor(context, scenario as string, options);
  requireHeapPossible(resolved.plan, options);
  const runId = newRunId(context.now(), resolved.plan.name);
  return withProvision(context, resolved, runId, async (provided) => {
    const open = startRun(context, scenario as string, options, resolved, provided.environment, runId);
    await measure({ context, open, ...provided, timeBudgetMs: undefined, heap: true, until: ({ purpose }) => purpose !== 'record' && purpose !== 'current' });
    const shown = shellWord(relative(context.cwd, open.runDir));
    context.stderr(
      context.interrupted.aborted ? `interrupted; go on with: highwater run --resume ${shown}\n` : `recorded; judge it with: highwater analyze ${shown}\n`,
    );
    if (options.json) context.stdout(`${JSON.stringify({ kind: 'RecordResult', schemaVersion: 1, runDir: open.runDir })}\n`);
    return 0;
  });
};
