import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Baseline } from '../gate/baseline/document.ts';
import { baselineOf } from '../gate/baseline/from-run.ts';
import { fewestRuns } from '../gate/compare/enough-runs.ts';
import type { AssertionResult } from '../gate/document.ts';
import { formatIn } from '../gate/settings/option-values.ts';
import { writeDocument } from '../run/run-directory.ts';
import { HighwaterError } from '../shared/errors.ts';
import { formatMemory } from '../shared/quantity.ts';
import { analysisOf } from './analyze.ts';
import { baselinePath, readBaseline } from './baseline-file.ts';
import type { Context } from './context.ts';
import { conditionsOfRun } from './gate-base.ts';
import { type JudgedRun, judgeGate } from './gate-run.ts';
import { conclude } from './judge.ts';
import type { Verb, VerbOptions } from './program.ts';
import { scenarioOfRun } from './scenario-of-run.ts';
import { toolVersion } from './version.ts';

const digestOfEvents = (runDir: string) => (recording: string) =>
  createHash('sha256')
    .update(readFileSync(join(runDir, 'recordings', recording, 'events.ndjson')))
    .digest('hex');

/** What of a failed gate may not become the measure of later runs. An increase may, when somebody says that it is meant. */
function objections(context: Context, judged: JudgedRun, options: VerbOptions): AssertionResult[] {
  const { gate } = judgeGate(context, judged, options);
  const failed = gate.assertions.filter(({ level, result }) => level === 'error' && result === 'fail');
  return failed.filter(({ kind }) => kind !== 'increase' || options.allowIncrease !== true);
}

function refuse(runId: string, [first, ...more]: readonly AssertionResult[]): never {
  const increaseOnly = [first, ...more].every((row) => row?.kind === 'increase');
  throw new HighwaterError(
    'usage',
    `${runId} failed its gate and becomes no baseline: ${first?.subject}: ${first?.reason}${more.length > 0 ? `, and ${more.length} more` : ''}`,
    {
      hint: increaseOnly ? 'if the increase is meant: highwater baseline accept RUN --allow-increase' : 'mend what failed and accept the next run',
    },
  );
}

function newBaseline(context: Context, { runDir, run, analysis }: JudgedRun): Baseline {
  const conditions = conditionsOfRun(run, runDir);
  const { plan, runId, looseLimitBytes } = run;
  const made =
    conditions &&
    baselineOf({
      toolVersion: toolVersion(),
      runId,
      acceptedAt: context.now().toISOString(),
      plan,
      looseLimitBytes,
      analysis,
      conditions,
      digestOf: digestOfEvents(runDir),
    });
  if (made) return made;
  throw new HighwaterError('load-never-ran', `no loose-limit recording of ${runId} counts: there is nothing to accept`, {
    hint: 'make a run with: highwater ci SCENARIO',
  });
}

async function accept(context: Context, runPath: string, options: VerbOptions): Promise<number> {
  const { runDir, run, analysis } = analysisOf(context, runPath);
  const judged = { runDir, run, analysis, recommendation: conclude(runDir, run, analysis) };
  const scenario = options.scenario === undefined ? scenarioOfRun(run, runDir, context.cwd) : { scenarioDir: resolve(context.cwd, options.scenario) };
  if (!scenario || !existsSync(scenario.scenarioDir))
    throw new HighwaterError('usage', `the scenario of ${run.runId} is not at ${run.scenario}`, { hint: 'name its folder with --scenario' });
  const baseline = newBaseline(context, judged);
  const objected = objections(context, judged, { ...options, scenario: undefined });
  if (objected.length > 0) refuse(run.runId, objected);
  const path = baselinePath(scenario.scenarioDir);
  writeDocument(path, baseline);
  const enough = fewestRuns('baseline', 1);
  context.stderr(`${run.runId} is the baseline now: ${relative(context.cwd, path)}, ${baseline.recordings.length} recordings; commit the file\n`);
  if (baseline.recordings.length < enough)
    context.stderr(`note: from ${enough} recordings on each side an increase can be told from chance, this baseline has ${baseline.recordings.length}\n`);
  if (options.json) context.stdout(`${JSON.stringify(baseline)}\n`);
  return 0;
}

function lines({ scenario, runId, acceptedAt, conditions, recordings, values }: Baseline): string[] {
  const { fingerprint, target, looseLimitBytes } = conditions;
  const memory = Object.entries(values).filter(([subject]) => subject.startsWith('containers.'));
  return [
    `${scenario}: ${runId}, accepted ${acceptedAt.slice(0, 10)}, ${recordings.length} recordings at a loose limit of ${formatMemory(looseLimitBytes)}`,
    `  made on ${target}, cgroup v${fingerprint.cgroupVersion}, ${fingerprint.cores} cores, kernel ${fingerprint.kernel}, ${fingerprint.cpuModel}`,
    ...memory.map(([subject, series]) => `  ${subject}: ${series.map(({ value }) => formatIn('bytes', value)).join(', ')}`),
  ];
}

function show(context: Context, scenario: string, options: VerbOptions): number {
  const path = resolve(context.cwd, scenario);
  const baseline = readBaseline(path.endsWith('.json') ? path : baselinePath(path));
  if (options.json) context.stdout(`${JSON.stringify(baseline)}\n`);
  else context.stdout(`${lines(baseline).join('\n')}\n`);
  return 0;
}

/** `highwater baseline accept RUN` and `highwater baseline show SCENARIO`: the only command that writes a baseline, and never from a run that failed. */
export const baseline: Verb = async (context, [action, subject], options) => {
  if (action === 'accept') return accept(context, subject as string, options);
  if (action === 'show') return show(context, subject as string, options);
  throw new HighwaterError('usage', `baseline ${action}: expected accept or show`, { hint: 'highwater baseline accept RUN; highwater baseline show SCENARIO' });
};
