import { join, resolve } from 'node:path';
import { readRun, writeDocument } from '../run/run-directory.ts';
import type { Context } from './context.ts';
import { judgeRun, RecordingJudge } from './judge.ts';
import type { Verb } from './program.ts';

/** Judges a run directory from its recordings alone. */
export function analysisOf(context: Context, runPath: string) {
  const runDir = resolve(context.cwd, runPath);
  const run = readRun(runDir);
  return { runDir, run, analysis: judgeRun(run, run.plan, new RecordingJudge(runDir).history()) };
}

/** `highwater analyze RUN`: writes analysis.json again; the same recordings give the same bytes. */
export const analyze: Verb = async (context, [runPath], options) => {
  const { runDir, analysis } = analysisOf(context, runPath as string);
  const path = join(runDir, 'analysis.json');
  writeDocument(path, analysis);
  if (options.json) context.stdout(`${JSON.stringify(analysis)}\n`);
  else context.stderr(`${analysis.recordings.length} recordings, ${analysis.kills.length} kills, leak: ${analysis.leak.verdict}; written to ${path}\n`);
  return 0;
};
