import { formatDuration } from '../shared/duration.ts';
import type { Recommendation } from './document.ts';
import type { FinalLimit } from './final-limit.ts';
import { harmOfLevel } from './harm.ts';
import { judge } from './judge-replay.ts';
import { levelKey, levelsOf, unseenLevel } from './loose-reference.ts';
import type { Survey } from './survey.ts';

/** What gave way first above the peak, and when. Only reported: no verdict follows from it. */
export function overloadOf(survey: Survey, final: FinalLimit | null): Recommendation['overload'] {
  const run = survey.overloads.findLast(({ limitBytes }) => limitBytes === final?.limitBytes);
  const { reference } = survey.runs;
  if (run === undefined || reference === null) return null;
  const { outcome, why } = judge(run, survey.plan, reference);
  const broken = levelsOf(run).flatMap((phase) =>
    harmOfLevel(phase, reference.levels.get(levelKey(phase, run.loadFactor)) ?? unseenLevel, survey.plan).map((text) => ({ tMs: phase.startMs, text })),
  );
  const deaths = run.kills.map((kill) => ({
    tMs: kill.tMs,
    text: `${kill.mainProcess ? 'main process' : 'child process'}${kill.comm === null ? '' : ` (${kill.comm})`} killed in ${kill.phase}`,
  }));
  const [first, ...later] = [...broken, ...deaths].sort((a, b) => a.tMs - b.tMs);
  if (first === undefined) return { factor: run.loadFactor, outcome, why: outcome === 'pass' ? 'Nothing gave way.' : `${why}.` };
  const more = later.length === 0 ? '' : `; then ${later.map(({ text }) => text).join('; ')}`;
  return { factor: run.loadFactor, outcome, why: `First, from ${formatDuration(first.tMs)}: ${first.text}${more}.` };
}
