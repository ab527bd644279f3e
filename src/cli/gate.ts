import { analysisOf } from './analyze.ts';
import { judgeGate, publishGate } from './gate-run.ts';
import { conclude } from './judge.ts';
import type { Verb } from './program.ts';

/** `highwater gate RUN`: judges a run by the gate of its plan, and writes what a CI system reads. */
export const gate: Verb = async (context, [runPath], options) => {
  const { runDir, run, analysis } = analysisOf(context, runPath as string);
  const judged = { runDir, run, analysis, recommendation: conclude(runDir, run, analysis) };
  const report = judgeGate(context, judged, options);
  const exitCode = await publishGate(context, judged, report);
  if (options.json) context.stdout(`${JSON.stringify(report.gate)}\n`);
  return exitCode;
};
