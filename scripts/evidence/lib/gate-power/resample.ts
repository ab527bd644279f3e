import { analyzeRun } from '../../../../src/analysis/analyze-run.ts';
import type { RecordingAnalysis } from '../../../../src/analysis/document.ts';
import { baseValues } from '../../../../src/gate/baseline/from-run.ts';
import type { Base } from '../../../../src/gate/compare/base.ts';
import { conditionsOf } from '../../../../src/gate/conditions.ts';
import type { GateResult } from '../../../../src/gate/document.ts';
import { evaluateGate } from '../../../../src/gate/evaluate.ts';
import { parseSettings } from '../../../../src/gate/settings/parse-settings.ts';
import type { Plan } from '../../../../src/plan/plan.ts';
import { recommend } from '../../../../src/recommend/recommend.ts';
import { shuffled } from '../../../../src/shared/random.ts';
import type { PooledRun } from './record-one.ts';

/** As a plan would write it; the whole gate is asked, not its comparison alone. */
const gate = {
  'oom-kill': 'error',
  leak: ['error', { inconclusive: 'pass' }],
  'unexplained-exit': 'error',
  'containers.*.memory.peakBytes': ['error', { maxIncrease: '2%', floor: '4Mi' }],
};
const { settings } = parseSettings(gate);

export interface Pair {
  readonly base: PooledRun;
  readonly head: PooledRun;
}

/** Drawn runs as one run directory would hold them: numbered, each with a seed of its own. The trace that only other systems' rules read is left out: no gate asks for it. */
const numbered = (runs: readonly PooledRun[], looseLimitBytes: number): RecordingAnalysis[] =>
  runs.map(({ recording }, index) => ({
    ...recording,
    workingSet: null,
    recording: `${String(index + 1).padStart(2, '0')}-record`,
    seed: index + 1,
    limitBytes: looseLimitBytes,
  }));

/** The verdict of a whole gate over pairs drawn without replacement. Pairs were recorded one after the other, and stay pairs. */
export function judgeDraw(pool: readonly Pair[], size: number, design: Base['design'], plan: Plan, random: () => number): GateResult['result'] {
  const drawn = shuffled(pool, random).slice(0, size);
  // Half of what was available moves from run to run by pages; the runs are judged as if it had stood still.
  const looseLimitBytes = drawn[0]?.base.recording.limitBytes ?? 1;
  const ofSize = { ...plan, policy: { ...plan.policy, recordings: size } };
  const judged = (runs: readonly PooledRun[]) => analyzeRun('draw', 'gate-power', ofSize, numbered(runs, looseLimitBytes));
  const [base, head] = [judged(drawn.map((pair) => pair.base)), judged(drawn.map((pair) => pair.head))];
  const conditions = conditionsOf(ofSize, looseLimitBytes, (drawn[0] as Pair).base.fingerprint);
  return evaluateGate({
    runId: 'draw',
    plan: ofSize,
    looseLimitBytes,
    analysis: head,
    recommendation: recommend({ plan: ofSize, runId: 'draw', looseLimitBytes, analysis: head }),
    conditions,
    settings,
    base: { design, name: 'base', conditions, values: baseValues(ofSize, looseLimitBytes, base) },
  }).result;
}
