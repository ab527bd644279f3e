import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { recommendationSchema } from '../recommend/document.ts';
import type { Sizing } from '../report/sizing/document.ts';
import type { SizedRun } from '../report/sizing/sized-run.ts';
import { readRun } from '../run/run-directory.ts';
import { HighwaterError } from '../shared/errors.ts';
import { conditionsOfRun } from './gate-base.ts';
import { conclude, judgeRun, RecordingJudge } from './judge.ts';

const isRun = (dir: string): boolean => existsSync(join(dir, 'run.json'));

/** The recommendation as the run left it; judged from the recordings where it left none. */
function recommendationOf(runDir: string) {
  const path = join(runDir, 'recommendation.json');
  if (existsSync(path)) {
    const parsed = recommendationSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    if (parsed.success) return parsed.data;
  }
  const run = readRun(runDir);
  return conclude(runDir, run, judgeRun(run, run.plan, new RecordingJudge(runDir).history()));
}

function sizedRun(runDir: string, reportDir: string): SizedRun {
  const { runId, toolVersion, plan, planDigest, commandDigest, looseLimitBytes } = readRun(runDir);
  const patches = join(runDir, 'patches');
  return {
    runId,
    toolVersion,
    plan,
    planDigest,
    commandDigest,
    recommendation: recommendationOf(runDir),
    conditions: conditionsOfRun({ plan, looseLimitBytes }, runDir),
    patches: existsSync(patches) ? relative(reportDir, patches) : undefined,
  };
}

export interface RunsOfRelease {
  readonly runs: readonly SizedRun[];
  readonly leftOut: Sizing['leftOut'];
}

/** The newest run of each scenario in a folder of runs, or the one run that is named. One that cannot be read is named and takes nothing else with it. */
export function runsOfRelease(dir: string, reportDir: string): RunsOfRelease {
  if (!existsSync(dir))
    throw new HighwaterError('usage', `${dir}: no such folder`, { hint: 'give a run directory, or a folder of them: highwater sizing --to reports' });
  const dirs = isRun(dir)
    ? [dir]
    : readdirSync(dir)
        .sort()
        .map((name) => join(dir, name))
        .filter(isRun);
  if (dirs.length === 0) throw new HighwaterError('usage', `${dir} holds no run`, { hint: '`highwater ls` lists the runs' });
  const newest = new Map<string, SizedRun>();
  const leftOut: { run: string; why: string }[] = [];
  for (const runDir of dirs) {
    try {
      const run = sizedRun(runDir, reportDir);
      const older = newest.get(run.recommendation.scenario);
      if (older) leftOut.push({ run: older.runId, why: `${run.runId} is a newer run of ${run.recommendation.scenario}` });
      newest.set(run.recommendation.scenario, run);
    } catch (error) {
      leftOut.push({ run: basename(runDir), why: `could not be read: ${(error as Error).message}` });
    }
  }
  return { runs: [...newest.values()], leftOut };
}
