import { analysisOf } from './analyze.ts';
import { exitCodeOf } from './exit-code.ts';
import type { Verb } from './program.ts';
import { publish } from './run.ts';

/** `highwater report RUN`: judges the recordings again and writes every report. */
export const report: Verb = async (context, [runPath], options) => {
  const { runDir, run, analysis } = analysisOf(context, runPath as string);
  const { recommendation, gateFailed } = await publish(context, { run, runDir }, analysis, options.json === true);
  return gateFailed ? 1 : exitCodeOf(recommendation, analysis, 'fail');
};
