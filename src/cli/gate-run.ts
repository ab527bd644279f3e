import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Analysis } from '../analysis/document.ts';
import type { GateResult } from '../gate/document.ts';
import { evaluateGate } from '../gate/evaluate.ts';
import type { Recommendation } from '../recommend/document.ts';
import type { GateReport } from '../report/gate/gate-report.ts';
import { gateTerminal } from '../report/gate/terminal.ts';
import { writeGate } from '../report/gate/write-gate.ts';
import { annotations } from '../report/github/annotations.ts';
import { githubOutputs } from '../report/github/outputs.ts';
import { stepSummary } from '../report/github/step-summary.ts';
import type { RunFile } from '../run/run-directory.ts';
import type { Context } from './context.ts';
import { parseInconclusive } from './exit-code.ts';
import { conditionsOfRun, findBase } from './gate-base.ts';
import { placeOfRun } from './gate-place.ts';
import { gateSettingsOf } from './gate-settings.ts';
import { resolveFor } from './open-run.ts';
import type { VerbOptions } from './program.ts';
import { scenarioOfRun } from './scenario-of-run.ts';
import { toolVersion } from './version.ts';

export interface JudgedRun {
  readonly runDir: string;
  readonly run: RunFile;
  readonly analysis: Analysis;
  readonly recommendation: Recommendation;
}

/** The gate as the run's plan had it, or as a scenario has it now. */
function settingsOf(context: Context, { run, runDir }: JudgedRun, options: VerbOptions) {
  if (options.scenario !== undefined) return gateSettingsOf(resolveFor(context, options.scenario, { set: [] }));
  return gateSettingsOf({ plan: run.plan, file: scenarioOfRun(run, runDir, context.cwd)?.file ?? join(runDir, 'run.json') });
}

/** Judges a run by the gate of its plan. Throws `plan-invalid` for a gate that cannot be meant. */
export function judgeGate(context: Context, judged: JudgedRun, options: VerbOptions): GateReport {
  const { runDir, run, analysis, recommendation } = judged;
  const settings = settingsOf(context, judged, options);
  const { base, missing } = findBase(context, run, runDir, options);
  const conditions = conditionsOfRun(run, runDir);
  const { plan, runId, looseLimitBytes } = run;
  const gate = evaluateGate({ runId, plan, looseLimitBytes, analysis, recommendation, conditions, settings, base, baseMissing: missing });
  return { gate, place: placeOfRun(context, run, runDir), toolVersion: toolVersion(), inconclusive: parseInconclusive(options.inconclusive ?? 'fail') };
}

/** Nothing was measured where no recording counts and none was cut short: then there is nothing to be sure or unsure about. */
const nothingMeasured = ({ recordings, result }: GateResult, { recordings: made }: Analysis): boolean =>
  recordings.counted === 0 && result !== 'fail' && !made.some(({ outcome }) => outcome === 'interrupted');

export function gateExitCode({ gate, inconclusive }: GateReport, analysis: Analysis): number {
  if (nothingMeasured(gate, analysis)) return 4;
  if (gate.result === 'fail') return 1;
  return gate.result === 'inconclusive' && inconclusive === 'fail' ? 5 : 0;
}

/** On GitHub: annotations at the line of the limit, the summary of the job, and outputs for later steps. stdout stays for the document. */
function tellGithub({ env, stderr, cwd }: Context, report: GateReport, runDir: string, exitCode: number): void {
  if (env.GITHUB_ACTIONS !== 'true') return;
  for (const line of annotations(report)) stderr(`${line}\n`);
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, stepSummary(report));
  if (env.GITHUB_OUTPUT) appendFileSync(env.GITHUB_OUTPUT, githubOutputs(report.gate, relative(cwd, runDir) || runDir, exitCode));
}

/** Writes the outputs of a gate and says the verdict; answers the exit code. */
export async function publishGate(context: Context, { runDir, analysis }: JudgedRun, report: GateReport): Promise<number> {
  await writeGate(runDir, report);
  const exitCode = gateExitCode(report, analysis);
  context.stderr(`${gateTerminal(report)}\n`);
  tellGithub(context, report, runDir, exitCode);
  return exitCode;
}
