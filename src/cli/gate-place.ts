import { isAbsolute, relative, sep } from 'node:path';
import { limitPlace } from '../plan/limit-place.ts';
import type { GateReport } from '../report/gate/gate-report.ts';
import type { RunFile } from '../run/run-directory.ts';
import type { Context } from './context.ts';
import { scenarioOfRun } from './scenario-of-run.ts';

/** The root of the repository as the CI system knows it, else the folder that the command runs in. */
const rootOf = ({ env, cwd }: Context): string => env.GITHUB_WORKSPACE || env.CI_PROJECT_DIR || cwd;

/** Where the limit of a run stands, relative to the repository; the plan by its name where the scenario is not here. */
export function placeOfRun(context: Context, run: RunFile, runDir: string): GateReport['place'] {
  const scenario = scenarioOfRun(run, runDir, context.cwd);
  const fallback = { path: /\.ya?ml$/.test(run.scenario) ? run.scenario : `${run.scenario}/plan.yaml`, line: 1 };
  if (scenario === undefined) return fallback;
  const { file, line } = limitPlace(run.plan, scenario.scenarioDir, scenario.file);
  const path = relative(rootOf(context), file);
  return path.startsWith('..') || isAbsolute(path) ? fallback : { path: path.split(sep).join('/'), line };
}
