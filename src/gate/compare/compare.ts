import { median } from '../../shared/stats/quantile.ts';
import type { Comparison } from '../document.ts';
import { gatePolicy } from '../policy.ts';
import { holmAdjusted } from '../stats/holm.ts';
import type { Comparability } from './comparability.ts';
import { detectableIncrease, enoughRuns } from './enough-runs.ts';
import { increaseOf, pValueOf, type Sides, scatterOf, smallestP } from './sides.ts';

export interface Question {
  readonly sides: Sides;
  /** As a share of base, and in the unit of the values; an increase must exceed both. */
  readonly maxIncrease: number;
  readonly floor: number;
}

type Verdict = Comparison['verdict'];

/**
 * An increase must be one by the ranks, by its share and by its size: the ranks tell it from chance, the rest tells whether it matters. All questions of
 * a gate are asked together, because whoever asks often is told something false more often.
 */
export function compareAll(questions: readonly Question[], { widened }: Pick<Comparability, 'widened'>): Comparison[] {
  const pValues = questions.map(({ sides }) => pValueOf(sides));
  const adjusted = holmAdjusted(pValues);
  return questions.map((question, index) => {
    const chance = { pValue: pValues[index] as number, adjustedPValue: adjusted[index] as number };
    return compareOne(question, chance, questions.length, widened);
  });
}

function compareOne(
  { sides, maxIncrease, floor }: Question,
  chance: Pick<Comparison, 'pValue' | 'adjustedPValue'>,
  asked: number,
  widened: readonly string[],
): Comparison {
  const factor = widened.length > 0 ? gatePolicy.otherMachineFactor : 1;
  const baseMedian = median(sides.base) ?? 0;
  const increase = increaseOf(sides);
  const [allowedShare, allowedFloor] = [maxIncrease * factor, floor * factor];
  const allowed = Math.max(allowedShare * Math.max(0, baseMedian), allowedFloor);
  const verdict = verdictOf(smallestP(sides) <= gatePolicy.falseAlarms / asked, chance.adjustedPValue <= gatePolicy.falseAlarms, increase > allowed);
  const runs = Math.min(sides.base.length, sides.head.length);
  return {
    design: sides.design,
    test: sides.design === 'paired' ? 'signed-rank' : 'rank-sum',
    base: [...sides.base],
    head: [...sides.head],
    baseMedian,
    increase,
    increaseShare: baseMedian > 0 ? increase / baseMedian : null,
    allowedShare,
    allowedFloor,
    widenedBecause: [...widened],
    ...chance,
    verdict,
    detectable: verdict === 'too-few' ? null : detectableIncrease(runs, scatterOf(sides), asked),
    enoughRuns: missingRuns(verdict, sides, Math.max(increase, allowed), asked),
  };
}

function verdictOf(enough: boolean, significant: boolean, tooMuch: boolean): Verdict {
  if (!enough) return 'too-few';
  if (!significant) return '~';
  return tooMuch ? 'increased' : 'within';
}

/** More than there are, or it would have been told. */
function missingRuns(verdict: Verdict, sides: Sides, increase: number, asked: number): number | null {
  if (verdict !== '~' && verdict !== 'too-few') return null;
  const needed = enoughRuns(sides.design, increase, scatterOf(sides), asked);
  const runs = Math.min(sides.base.length, sides.head.length);
  return needed === null || verdict === 'too-few' ? needed : Math.max(needed, runs + 1);
}
