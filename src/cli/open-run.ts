import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { planDigest, withoutSecrets } from '../plan/digest.ts';
import { mayHoldSecret } from '../plan/environment-layer.ts';
import { commandDigest, environmentDigest, scriptDigest } from '../plan/input-digest.ts';
import { type ResolvedPlan, resolvePlan } from '../plan/resolve.ts';
import { unusedParts } from '../plan/unused.ts';
import type { Environment } from '../ports/target.ts';
import { policy } from '../recommend/policy.ts';
import { createRun, type RunFile, readRun } from '../run/run-directory.ts';
import { HighwaterError } from '../shared/errors.ts';
import { MiB } from '../shared/quantity.ts';
import type { Context } from './context.ts';
import { gateSettingsOf } from './gate-settings.ts';
import type { VerbOptions } from './program.ts';
import { toolVersion } from './version.ts';

/** Whole MiB, so that the limit reads in a manifest as it was set in the kernel. */
export function looseLimit(currentLimitBytes: number | undefined, availableBytes: number): number {
  const ceiling = availableBytes / 2;
  const wanted = currentLimitBytes === undefined ? ceiling : Math.min(policy.looseFactor * currentLimitBytes, ceiling);
  return Math.floor(wanted / MiB) * MiB;
}

/** `<time>-<scenario>-<random>`: sorts by time, unique on a shared machine, fit for a cgroup name. */
export function newRunId(now: Date, name: string): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${name}-${randomBytes(2).toString('hex')}`;
}

export interface OpenRun {
  readonly run: RunFile;
  readonly runDir: string;
  readonly resolved: ResolvedPlan;
}

/** The plan of a scenario; says what in it nothing acts upon. */
export function resolveFor(context: Context, scenario: string, options: Pick<VerbOptions, 'set' | 'target'>): ResolvedPlan {
  const resolved = resolvePlan({ scenario, cwd: context.cwd, env: context.env, target: options.target, assignments: options.set });
  gateSettingsOf(resolved);
  for (const text of unusedParts(resolved.plan, resolved.scenarioDir)) context.stderr(`note: ${text}\n`);
  return resolved;
}

/** What a run has in common with another that it is compared with. */
export interface FixedByOthers {
  readonly runDir?: string;
  readonly looseLimitBytes?: number;
}

/** Makes the directory of a new run; the loose limit is fixed here, so that every recording of the run has the same. */
export function startRun(
  context: Context,
  scenario: string,
  options: VerbOptions,
  resolved: ResolvedPlan,
  environment: Environment,
  runId: string,
  fixed: FixedByOthers = {},
): OpenRun {
  const { plan, scenarioDir } = resolved;
  const runDir = fixed.runDir ?? resolve(context.cwd, options.out, runId);
  const run: RunFile = {
    kind: 'Run',
    schemaVersion: 1,
    toolVersion: toolVersion(),
    runId,
    createdAt: context.now().toISOString(),
    scenario: isAbsolute(scenario) ? relative(context.cwd, scenario) : scenario,
    scenarioFromRun: relative(runDir, resolve(context.cwd, scenario)),
    target: plan.target.kind,
    assignments: options.set.filter((assignment) => !mayHoldSecret(assignment)),
    plan: withoutSecrets(plan),
    planDigest: planDigest(plan),
    scriptDigest: scriptDigest(plan, scenarioDir),
    commandDigest: commandDigest(plan, scenarioDir),
    environmentDigest: environmentDigest(plan, runId),
    looseLimitBytes: fixed.looseLimitBytes ?? looseLimit(plan.workload.currentLimitBytes, environment.availableBytes),
  };
  createRun(runDir, run);
  return { run, runDir, resolved };
}

/** What of a run's inputs is not what it was when the run was begun; undefined when all is. */
function changedInput(run: RunFile, { plan, scenarioDir }: ResolvedPlan): string | undefined {
  if (planDigest(plan) !== run.planDigest) return 'plan';
  if (scriptDigest(plan, scenarioDir) !== run.scriptDigest) return 'k6 script';
  if (run.commandDigest !== undefined && commandDigest(plan, scenarioDir) !== run.commandDigest) return 'program that workload.local.command starts';
  if (run.environmentDigest !== undefined && environmentDigest(plan, run.runId) !== run.environmentDigest) return 'environment of the workload';
  return undefined;
}

/** Opens an interrupted run again. Only the very same inputs may add recordings to it. */
export function reopenRun(context: Context, path: string, options: Pick<VerbOptions, 'set' | 'target'>): OpenRun {
  const runDir = resolve(context.cwd, path);
  const run = readRun(runDir);
  const scenario = run.scenarioFromRun === undefined ? run.scenario : resolve(runDir, run.scenarioFromRun);
  const resolved = resolveFor(context, scenario, { set: [...run.assignments, ...options.set], target: options.target ?? run.target });
  const changed = changedInput(run, resolved);
  if (changed) {
    throw new HighwaterError('usage', `the ${changed} of ${run.scenario} has changed since ${path} was begun: its recordings cannot be mixed with new ones`, {
      hint: `begin anew: highwater run ${run.scenario}; values of workload.local.env that were given with --set are not kept and have to be given again`,
    });
  }
  return { run, runDir, resolved };
}

/** Throws `usage` when the script that k6 reads for each recording is no longer there, or no longer the one that the run was begun with. */
export function requireSameScript({ run, resolved }: OpenRun): void {
  const isThere = existsSync(join(resolved.scenarioDir, resolved.plan.load.script));
  if (isThere && scriptDigest(resolved.plan, resolved.scenarioDir) === run.scriptDigest) return;
  const what = isThere ? 'was changed while the run went on: its recordings cannot be mixed with new ones' : 'was removed while the run went on';
  throw new HighwaterError('usage', `the k6 script of ${run.scenario} ${what}`, { hint: `begin anew: highwater run ${run.scenario}` });
}
