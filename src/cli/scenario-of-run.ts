import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RunFile } from '../run/run-directory.ts';

export interface ScenarioOfRun {
  readonly scenarioDir: string;
  readonly file: string;
}

/** Where the scenario of a run lies, where it still does: a run directory may have been carried elsewhere. */
export function scenarioOfRun(run: Pick<RunFile, 'scenario' | 'scenarioFromRun'>, runDir: string, cwd: string): ScenarioOfRun | undefined {
  const candidates = [...(run.scenarioFromRun === undefined ? [] : [resolve(runDir, run.scenarioFromRun)]), resolve(cwd, run.scenario)];
  for (const path of candidates) {
    if (!existsSync(path)) continue;
    const file = statSync(path).isDirectory() ? join(path, 'plan.yaml') : path;
    if (existsSync(file)) return { scenarioDir: dirname(file), file };
  }
  return undefined;
}
