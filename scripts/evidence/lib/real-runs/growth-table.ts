import { existsSync } from 'node:fs';
import type { RecordingAnalysis } from '../../../../src/analysis/document.ts';
import type { LeakVerdict } from '../../../../src/analysis/leak/document.ts';
import { type Uncollected, uncollectedGarbage } from '../../../../src/analysis/leak/uncollected.ts';
import { leakVerdict } from '../../../../src/analysis/leak/verdict.ts';
import { auc } from '../auc.ts';
import { judgeRun, runsIn } from '../judge-run.ts';
import { markdownTable } from '../markdown.ts';

type Verdict = LeakVerdict['verdict'];

interface Judged {
  readonly name: string;
  readonly runs: readonly RecordingAnalysis[];
  readonly uncollected: Uncollected;
  readonly scores: readonly number[];
}

/** Lower end of the slope over one run, as a share of the median; no growth that could be estimated scores nothing. */
function scoreOf({ growth }: RecordingAnalysis): number {
  return growth?.interval ? (growth.interval[0] * growth.loadMs) / 3_600_000 / Math.max(1, growth.medianBytes) : 0;
}

function judged(dir: string): Judged[] {
  const judgement = judgeRun(dir);
  if (!judgement) return [];
  const runs = judgement.analysis.recordings.filter(({ purpose, outcome }) => purpose === 'record' && outcome === 'completed');
  return [{ name: judgement.plan.name, runs, uncollected: uncollectedGarbage(judgement.plan, runs), scores: runs.map(scoreOf) }];
}

const threes = <T>(values: readonly T[]) => Array.from({ length: Math.floor(values.length / 3) }, (_, index) => values.slice(3 * index, 3 * index + 3));
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Verdicts over the real runs below a folder, and how far the score tells the workload `leak` from the others; undefined where there are none. */
export function growthTable(folder: string, verdicts: readonly Verdict[]): string | undefined {
  if (!existsSync(folder)) return undefined;
  const all = runsIn(folder).flatMap(judged);
  const rows = all.flatMap(({ name, runs, uncollected, scores }) => {
    const row = (size: string, groups: readonly (readonly RecordingAnalysis[])[]) => {
      const found = groups.map((group) => leakVerdict(group, uncollected).verdict);
      const counts = verdicts.map((verdict) => found.filter((one) => one === verdict).length);
      return [name, `${groups.length} ${size}`, ...counts, middle(scores).toFixed(3), `${Math.min(...scores).toFixed(3)} to ${Math.max(...scores).toFixed(3)}`];
    };
    return [
      row(
        'x 1',
        runs.map((run) => [run]),
      ),
      row('x 3', threes(runs)),
    ];
  });
  const scoresOf = (leaks: boolean) => all.filter(({ name }) => (name === 'leak') === leaks).flatMap(({ scores }) => scores);
  const table = markdownTable(['workload', 'recordings', ...verdicts, 'median score', 'scores'], rows);
  return `${table}\n\nAUC of the score, leak against all others: ${auc(scoresOf(true), scoresOf(false)).toFixed(4)}`;
}
