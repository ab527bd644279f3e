import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { baseOfBaseline, baseValues } from '../gate/baseline/from-run.ts';
import type { Base } from '../gate/compare/base.ts';
import { type Conditions, conditionsOf } from '../gate/conditions.ts';
import { readManifest } from '../recording/reader.ts';
import { listRecordings, type RunFile, readRun } from '../run/run-directory.ts';
import { readBaseFailure } from './base/base-failure.ts';
import { baselinePath, readBaseline } from './baseline-file.ts';
import type { Context } from './context.ts';
import { judgeRun, RecordingJudge } from './judge.ts';
import type { VerbOptions } from './program.ts';
import { scenarioOfRun } from './scenario-of-run.ts';

/** Folder of a run directory that holds the base measured beside it. */
export const baseFolder = 'base';

/** Under what the loose-limit recordings of a run were made; undefined where there are none. */
export function conditionsOfRun({ plan, looseLimitBytes }: Pick<RunFile, 'plan' | 'looseLimitBytes'>, runDir: string): Conditions | undefined {
  const manifests = listRecordings(runDir).map((dir) => readManifest(dir));
  const loose = manifests.find(({ variant }) => variant.purpose === 'record') ?? manifests[0];
  return loose && conditionsOf(plan, looseLimitBytes, loose.fingerprint);
}

/** A run as what head is compared with; undefined where nothing in it counts. */
function baseOfRun(runDir: string, design: Base['design'], name: string): Base | undefined {
  const run = readRun(runDir);
  const analysis = judgeRun(run, run.plan, new RecordingJudge(runDir).history());
  const conditions = conditionsOfRun(run, runDir);
  const values = baseValues(run.plan, run.looseLimitBytes, analysis);
  return conditions === undefined || values.size === 0 ? undefined : { design, name, conditions, values };
}

export interface FoundBase {
  readonly base: Base | null;
  /** Why there is none, where one was asked for. */
  readonly missing?: string | undefined;
}

/**
 * What the gate of a run compares with: a run or baseline that is named, else the base that was to be measured beside it, else the baseline of its
 * scenario; null where there is none of these.
 */
export function findBase(context: Context, run: RunFile, runDir: string, options: Pick<VerbOptions, 'base' | 'baseline'>): FoundBase {
  if (options.base !== undefined) {
    const path = resolve(context.cwd, options.base);
    const base = baseOfRun(path, 'baseline', `the run ${readRun(path).runId}`) ?? null;
    return { base, missing: base === null ? `no loose-limit recording of ${options.base} counts` : undefined };
  }
  if (options.baseline !== undefined) return { base: baseOfBaseline(readBaseline(resolve(context.cwd, options.baseline))) };
  const beside = join(runDir, baseFolder);
  if (!existsSync(beside)) return { base: committedBase(run, runDir, context) ?? null };
  const missing = readBaseFailure(beside);
  if (missing !== undefined) return { base: null, missing };
  const base = baseOfRun(beside, 'paired', readRun(beside).scenario) ?? null;
  return { base, missing: base === null ? 'no recording of base counts' : undefined };
}

function committedBase(run: RunFile, runDir: string, { cwd }: Context): Base | undefined {
  const scenario = scenarioOfRun(run, runDir, cwd);
  const path = scenario && baselinePath(scenario.scenarioDir);
  return path !== undefined && existsSync(path) ? baseOfBaseline(readBaseline(path)) : undefined;
}
