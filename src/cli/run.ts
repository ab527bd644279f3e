import { relative } from 'node:path';
import type { Analysis } from '../analysis/document.ts';
import type { GateResult } from '../gate/document.ts';
import type { Recommendation } from '../recommend/document.ts';
import { terminalSummary } from '../report/terminal.ts';
import { writeReports } from '../report/write-reports.ts';
import { parseDurationMs } from '../shared/duration.ts';
import { HighwaterError } from '../shared/errors.ts';
import { shellWord } from '../shared/shell-word.ts';
import type { ExtraWishes } from '../verify/extra.ts';
import type { Context } from './context.ts';
import { exitCodeOf, parseInconclusive } from './exit-code.ts';
import { type JudgedRun, judgeGate, publishGate } from './gate-run.ts';
import { requireHeapPossible } from './heap-snapshots.ts';
import { conclude } from './judge.ts';
import { measure } from './measure.ts';
import { newRunId, type OpenRun, reopenRun, resolveFor, startRun } from './open-run.ts';
import type { Verb, VerbOptions } from './program.ts';
import { type Provided, withProvision } from './provision.ts';
import { requireSameMachine } from './same-machine.ts';

export function parseTimeBudget(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const budgetMs = parseDurationMs(text);
  if (!budgetMs) throw new HighwaterError('usage', `--time-budget ${text}: expected a Go duration, for example 15m`);
  return budgetMs;
}

export interface Published {
  readonly recommendation: Recommendation;
  /** What the plan forbids has happened. */
  readonly gateFailed: boolean;
}

/** The gate of the plan, where it has one. What cannot be decided is said: whether the limit is verified is another question. */
async function gateOfPlan(context: Context, judged: JudgedRun): Promise<GateResult | null> {
  if (Object.keys(judged.run.plan.gate).length === 0) return null;
  const report = judgeGate(context, judged, { set: [], out: '', inconclusive: 'warn' });
  await publishGate(context, judged, report);
  return report.gate;
}

/** Writes the documents and reports of a run and says the verdict: the summary to people, the document to programs. */
export async function publish(context: Context, open: Pick<OpenRun, 'run' | 'runDir'>, analysis: Analysis, json: boolean): Promise<Published> {
  const { run, runDir } = open;
  const recommendation = conclude(runDir, run, analysis);
  await writeReports({ runDir, analysis, recommendation, plan: run.plan });
  const shown = relative(context.cwd, runDir) || runDir;
  const summary = terminalSummary({ analysis, recommendation, plan: run.plan }, { columns: context.columns, color: context.color });
  context.stderr(`${summary}\nreport: ${shown}/report.html\n`);
  const gate = await gateOfPlan(context, { runDir, run, analysis, recommendation });
  if (json) context.stdout(`${JSON.stringify({ kind: 'RunResult', schemaVersion: 1, runDir, recommendation, gate })}\n`);
  return { recommendation, gateFailed: gate?.result === 'fail' };
}

const wishesOf = (options: VerbOptions): ExtraWishes => ({ others: options.replayOthers === true, settings: options.replaySettings === true });

/** Measures what an open run still lacks, then publishes it, also after an interruption. */
export async function finishRun(context: Context, options: VerbOptions, open: OpenRun, provided: Provided): Promise<number> {
  const inconclusive = parseInconclusive(options.inconclusive);
  const analysis = await measure({ context, open, ...provided, timeBudgetMs: parseTimeBudget(options.timeBudget), wishes: wishesOf(options), heap: true });
  const { recommendation, gateFailed } = await publish(context, open, analysis, options.json === true);
  if (context.interrupted.aborted) context.stderr(`interrupted; go on with: highwater run --resume ${shellWord(relative(context.cwd, open.runDir))}\n`);
  return gateFailed ? 1 : exitCodeOf(recommendation, analysis, inconclusive);
}

/** Throws `usage` for an option that cannot be meant, before anything is created. */
export function checkOptions(options: VerbOptions): void {
  parseTimeBudget(options.timeBudget);
  parseInconclusive(options.inconclusive);
}

/** `highwater run SCENARIO`: the main job. */
export const run: Verb = async (context, [scenario], options) => {
  if ((scenario === undefined) === (options.resume === undefined))
    throw new HighwaterError('usage', 'run needs a scenario or --resume RUN, one of the two', { hint: 'highwater run scenarios/quickstart' });
  checkOptions(options);
  const reopened = options.resume === undefined ? undefined : reopenRun(context, options.resume, options);
  const resolved = reopened?.resolved ?? resolveFor(context, scenario as string, options);
  requireHeapPossible(resolved.plan, options);
  const runId = reopened?.run.runId ?? newRunId(context.now(), resolved.plan.name);
  return withProvision(context, resolved, runId, async (provided) => {
    if (reopened) requireSameMachine(reopened, provided.environment, provided.driver);
    const open = reopened ?? startRun(context, scenario as string, options, resolved, provided.environment, runId);
    return finishRun(context, options, open, provided);
  });
};
