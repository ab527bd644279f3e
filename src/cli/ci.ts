import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { baseOfBaseline } from '../gate/baseline/from-run.ts';
import type { Base } from '../gate/compare/base.ts';
import { repeatsFor } from '../gate/planned-comparisons.ts';
import type { ResolvedPlan } from '../plan/resolve.ts';
import { writeReports } from '../report/write-reports.ts';
import { HighwaterError } from '../shared/errors.ts';
import { writeBaseFailure } from './base/base-failure.ts';
import { measureForGate, measureInTurn, type Side } from './base/measure-in-turn.ts';
import { buildHead, checkBaseOptions, type PreparedBase, prepareBase } from './base/prepare-base.ts';
import { baselinePath, readBaseline } from './baseline-file.ts';
import type { Context } from './context.ts';
import { baseFolder } from './gate-base.ts';
import { judgeGate, publishGate } from './gate-run.ts';
import { gateSettingsOf } from './gate-settings.ts';
import { conclude, judgeRun, RecordingJudge } from './judge.ts';
import { newRunId, type OpenRun, resolveFor, startRun } from './open-run.ts';
import type { Verb, VerbOptions } from './program.ts';
import { type Provided, withProvision } from './provision.ts';
import { checkOptions } from './run.ts';

function parseRepeats(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const repeats = Number(text);
  if (!Number.isInteger(repeats) || repeats < 1 || repeats > 100) throw new HighwaterError('usage', `--repeats ${text}: expected a whole number from 1 to 100`);
  return repeats;
}

/** The baseline that head will be compared with, where base is not measured beside it. */
function committed(context: Context, { scenarioDir }: ResolvedPlan, options: VerbOptions): Base | undefined {
  if (options.baseRef !== undefined || options.baseImage !== undefined) return undefined;
  const path = options.baseline === undefined ? baselinePath(scenarioDir) : resolve(context.cwd, options.baseline);
  return options.baseline !== undefined || existsSync(path) ? baseOfBaseline(readBaseline(path)) : undefined;
}

/** The plan with as many recordings as can tell an increase; nothing is searched, so that runs are not counted. */
function withRepeats(
  context: Context,
  scenario: string,
  options: VerbOptions,
  plain: ResolvedPlan,
  base: Base | undefined,
): { resolved: ResolvedPlan; options: VerbOptions } {
  const paired = options.baseRef !== undefined || options.baseImage !== undefined;
  const repeats = parseRepeats(options.repeats) ?? repeatsFor(gateSettingsOf(plain), paired ? { design: 'paired' } : base, plain.plan.policy.recordings);
  const maxRuns = Math.max(plain.plan.policy.maxRuns, 3 * repeats + plain.plan.policy.confirmations + 10);
  const set = [`policy.recordings=${repeats}`, `policy.maxRuns=${maxRuns}`, ...options.set];
  return { resolved: resolveFor(context, scenario, { ...options, set }), options: { ...options, set } };
}

/** Peaks of caches and heaps follow the room there is: head gets the room that base had, where this machine has it. */
function looseLimitOf(base: Base | undefined, { environment }: Provided): { looseLimitBytes?: number } {
  const wanted = base?.conditions.looseLimitBytes;
  return wanted === undefined || wanted > environment.availableBytes / 2 ? {} : { looseLimitBytes: wanted };
}

/** What keeps base from being deployed says nothing about head; what happens once both are being measured may be head's and is thrown. */
async function besideHead(context: Context, options: VerbOptions, head: Side, prepared: PreparedBase): Promise<void> {
  const { runDir, run } = head.open;
  const baseDir = join(runDir, baseFolder);
  let begun = false;
  const failed = await withProvision(context, prepared.resolved, `${run.runId}-base`, async (provided) => {
    begun = true;
    const fixed = { runDir: baseDir, looseLimitBytes: run.looseLimitBytes };
    const open = startRun(context, prepared.name, options, prepared.resolved, provided.environment, `${run.runId}-base`, fixed);
    return measureInTurn(context, head, { name: 'base', open, ...provided });
  }).catch((error: unknown) => {
    if (error instanceof HighwaterError && !begun) return error.message;
    throw error;
  });
  if (failed !== undefined) writeBaseFailure(baseDir, prepared.name, failed);
}

/** Base that cannot be had is no reason not to judge head. */
async function prepared(context: Context, options: VerbOptions, resolved: ResolvedPlan): Promise<PreparedBase | string | undefined> {
  try {
    return await prepareBase(resolved, context, options);
  } catch (error) {
    if (error instanceof HighwaterError && error.code !== 'usage' && !context.interrupted.aborted) return error.message;
    throw error;
  }
}

async function measureAll(context: Context, options: VerbOptions, head: Side, base: PreparedBase | string | undefined): Promise<void> {
  const name = options.baseRef ?? options.baseImage ?? '';
  if (typeof base === 'string') {
    writeBaseFailure(join(head.open.runDir, baseFolder), name, base);
    context.stderr(`note: base ${name} cannot be measured: ${base}\n`);
  } else if (base !== undefined) await besideHead(context, options, head, base);
  await measureForGate(context, head);
}

async function judgeAndReport(context: Context, options: VerbOptions, { run, runDir }: OpenRun): Promise<number> {
  const analysis = judgeRun(run, run.plan, new RecordingJudge(runDir).history());
  const recommendation = conclude(runDir, run, analysis);
  const judged = { runDir, run, analysis, recommendation };
  const report = judgeGate(context, judged, options);
  await writeReports({ runDir, analysis, recommendation, plan: run.plan });
  const exitCode = await publishGate(context, judged, report);
  context.stderr(`report: ${relative(context.cwd, runDir) || runDir}/report.html\n`);
  if (options.json) context.stdout(`${JSON.stringify({ kind: 'CiResult', schemaVersion: 1, runDir, gate: report.gate })}\n`);
  return exitCode;
}

/** `highwater ci SCENARIO`: record, judge, gate and report in one. */
export const ci: Verb = async (context, [scenario], given) => {
  checkOptions(given);
  const plain = resolveFor(context, scenario as string, given);
  checkBaseOptions(plain, given);
  const baseline = committed(context, plain, given);
  const { resolved, options } = withRepeats(context, scenario as string, given, plain, baseline);
  if (options.baseRef !== undefined) await buildHead(resolved, context);
  const base = await prepared(context, options, resolved);
  const runId = newRunId(context.now(), resolved.plan.name);
  try {
    return await withProvision(context, resolved, runId, async (provided) => {
      const open = startRun(context, scenario as string, options, resolved, provided.environment, runId, looseLimitOf(baseline, provided));
      await measureAll(context, options, { name: 'head', open, ...provided }, base);
      return judgeAndReport(context, { ...options, scenario: undefined }, open);
    });
  } finally {
    if (typeof base === 'object') base.remove();
  }
};
