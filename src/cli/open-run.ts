import { randomBytes } from 'node:crypto';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { planDigest, scriptDigest, withoutSecrets } from '../plan/digest.ts';
import { type ResolvedPlan, resolvePlan } from '../plan/resolve.ts';
import type { Environment } from '../ports/target.ts';
import { createRun, type RunFile, readRun } from '../run/run-directory.ts';
import { HighwaterError } from '../shared/errors.ts';
import { MiB } from '../shared/quantity.ts';
import type { Context } from './context.ts';
import type { VerbOptions } from './program.ts';
import { toolVersion } from './version.ts';

/** Whole MiB, so that the limit reads in a manifest as it was set in the kernel. */
export function looseLimit(currentLimitBytes: number | undefined, availableBytes: number): number {
  const ceiling = availableBytes / 2;
  const wanted = currentLimitBytes === undefined ? ceiling : Math.min(4 * currentLimitBytes, ceiling);
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

export function resolveFor(context: Context, scenario: string, options: Pick<VerbOptions, 'set' | 'target'>): ResolvedPlan {
  return resolvePlan({ scenario, cwd: context.cwd, env: context.env, target: options.target, assignments: options.set });
}

/** Makes the directory of a new run; the loose limit is fixed here, so that every recording of the run has the same. */
export function startRun(context: Context, scenario: string, options: VerbOptions, resolved: ResolvedPlan, environment: Environment, runId: string): OpenRun {
  const { plan, scenarioDir } = resolved;
  const runDir = join(isAbsolute(options.out) ? options.out : join(context.cwd, options.out), runId);
  const run: RunFile = {
    kind: 'Run',
    schemaVersion: 1,
    toolVersion: toolVersion(),
    runId,
    createdAt: context.now().toISOString(),
    scenario: isAbsolute(scenario) ? relative(context.cwd, scenario) : scenario,
    target: plan.target.kind,
    assignments: options.set,
    plan: withoutSecrets(plan),
    planDigest: planDigest(plan),
    scriptDigest: scriptDigest(plan, scenarioDir),
    looseLimitBytes: looseLimit(plan.workload.currentLimitBytes, environment.availableBytes),
  };
  createRun(runDir, run);
  return { run, runDir, resolved };
}

/** Opens an interrupted run again. Only the very same plan and script may add recordings to it. */
export function reopenRun(context: Context, path: string): OpenRun {
  const runDir = resolve(context.cwd, path);
  const run = readRun(runDir);
  const resolved = resolveFor(context, run.scenario, { set: run.assignments, target: run.target });
  const changed =
    planDigest(resolved.plan) !== run.planDigest ? 'plan' : scriptDigest(resolved.plan, resolved.scenarioDir) !== run.scriptDigest ? 'k6 script' : undefined;
  if (changed) {
    throw new HighwaterError('usage', `the ${changed} of ${run.scenario} has changed since ${path} was begun: its recordings cannot be mixed with new ones`, {
      hint: `begin anew: highwater run ${run.scenario}`,
    });
  }
  return { run, runDir, resolved };
}
