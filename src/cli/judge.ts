import { basename, join } from 'node:path';
import { analyzeRecording } from '../analysis/analyze-recording.ts';
import { analyzeRun } from '../analysis/analyze-run.ts';
import type { Analysis, RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import type { Recommendation } from '../recommend/document.ts';
import { recommend } from '../recommend/recommend.ts';
import { listRecordings, type RunFile, writeDocument } from '../run/run-directory.ts';
import { nextVariant } from '../verify/next.ts';

/** Judges each recording once: a closed recording never changes. */
export class RecordingJudge {
  readonly #runDir: string;
  readonly #judged = new Map<string, RecordingAnalysis>();

  constructor(runDir: string) {
    this.#runDir = runDir;
  }

  history(): RecordingAnalysis[] {
    return listRecordings(this.#runDir).map((dir) => {
      const name = basename(dir);
      const analysis = this.#judged.get(name) ?? analyzeRecording(dir);
      this.#judged.set(name, analysis);
      return analysis;
    });
  }
}

/** Analysis of a run from its recordings; pure in the bytes of the run directory. */
export function judgeRun(run: RunFile, plan: Plan, history: readonly RecordingAnalysis[]): Analysis {
  return analyzeRun(run.runId, plan.name, plan, history, run.heapNotTaken);
}

/** Why the search goes no further, asked of the recordings, so that the same run directory always gives the same answer; undefined when it can go on. */
function stoppedBecause({ plan, looseLimitBytes }: RunFile, { recordings, leak }: Analysis): string | undefined {
  const next = nextVariant({ plan, looseLimitBytes, history: recordings, leak });
  return next.kind === 'done' ? next.why : undefined;
}

/** Writes analysis.json and recommendation.json of a run. */
export function conclude(runDir: string, run: RunFile, analysis: Analysis): Recommendation {
  const { plan, runId, looseLimitBytes } = run;
  const recommendation = recommend({ plan, runId, looseLimitBytes, analysis, stopped: stoppedBecause(run, analysis) });
  writeDocument(join(runDir, 'analysis.json'), analysis);
  writeDocument(join(runDir, 'recommendation.json'), recommendation);
  return recommendation;
}
