import type { RecordingAnalysis } from '../analysis/document.ts';
import { disturbance } from './disturbed.ts';
import { type Judgement, judge } from './judge-replay.ts';
import type { Survey } from './survey.ts';
import { type Standing, standingOf } from './trials.ts';

export interface ExtraStanding {
  readonly standing: Standing;
  readonly passes: number;
  /** The run that failed it, or harmed it once. */
  readonly failed: Judgement | undefined;
}

/** Harm beside a machine that others filled says nothing here, however much was lost: no verdict waits for it, and it is cheap to run again. */
function judged(run: RecordingAnalysis, { plan, runs }: Survey): Judgement | undefined {
  const judgement = judge(run, plan, runs.reference);
  const excused = judgement.outcome === 'harmed' && disturbance(run, runs.reference) !== undefined;
  return judgement.outcome === 'error' || excused ? undefined : judgement;
}

/** What replays beyond the verdict say together, by the same rule as any limit: harm counts at the second time. */
export function extraStanding(runs: readonly RecordingAnalysis[], survey: Survey): ExtraStanding {
  const known = runs.flatMap((run) => judged(run, survey) ?? []);
  const count = (outcome: Judgement['outcome']) => known.filter((each) => each.outcome === outcome).length;
  const passes = count('pass');
  return {
    standing: standingOf({ passes, harmed: count('harmed'), killed: count('killed'), decisive: known.filter(({ gross }) => gross).length }),
    passes,
    failed: known.find(({ outcome }) => outcome === 'killed') ?? known.find(({ gross }) => gross) ?? known.find(({ outcome }) => outcome === 'harmed'),
  };
}
