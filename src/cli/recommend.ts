import { analysisOf } from './analyze.ts';
import { exitCodeOf } from './exit-code.ts';
import { conclude } from './judge.ts';
import type { Verb } from './program.ts';

/** `highwater recommend RUN`: writes recommendation.json again from the recordings. */
export const recommend: Verb = async (context, [runPath], options) => {
  const { runDir, run, analysis } = analysisOf(context, runPath as string);
  const recommendation = conclude(runDir, run, analysis);
  if (options.json) context.stdout(`${JSON.stringify(recommendation)}\n`);
  else context.stderr(`${recommendation.status}: ${recommendation.why}\n`);
  return exitCodeOf(recommendation, analysis, 'fail');
};
