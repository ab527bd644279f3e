import { median } from '../../shared/stats/quantile.ts';
import type { Comparison, Unit } from '../document.ts';
import { formatIn, percentText } from '../settings/option-values.ts';

const signed = (value: number, format: (size: number) => string): string => `${value < 0 ? '-' : '+'}${format(Math.abs(value))}`;

/** `+5.1 % (+13.1Mi)`. */
export function increaseText({ increase, increaseShare }: Comparison, unit: Unit): string {
  const size = signed(increase, (value) => formatIn(unit, value));
  return increaseShare === null ? size : `${signed(increaseShare, percentText)} (${size})`;
}

const runsText = ({ design, base, head }: Comparison): string =>
  design === 'paired' ? `${base.length} ${base.length === 1 ? 'pair' : 'pairs'}` : `${base.length} runs of base and ${head.length} of head`;

const chanceText = (p: number): string => (p < 0.001 ? 'less than 1 in 1000' : `${Number((p * 100).toPrecision(2))} %`);

function enoughText({ enoughRuns, design }: Comparison): string {
  if (enoughRuns === null) return 'no reasonable number of runs would tell: the runs differ too much among themselves';
  return design === 'paired' ? `${enoughRuns} pairs would be enough` : `${enoughRuns} runs on each side would be enough`;
}

/** The change is no difference of medians, but nobody can picture it without them. */
function mediansText({ baseMedian, head }: Comparison, unit: Unit): string {
  const headMedian = median(head);
  return headMedian === undefined ? '' : `, from ${formatIn(unit, baseMedian)} to ${formatIn(unit, headMedian)} (medians)`;
}

/** Why an increase is one, or is none, or cannot be told; a clause. */
export function increaseReason(comparison: Comparison, unit: Unit, what: string): string {
  const { verdict, adjustedPValue, detectable } = comparison;
  const found = `${what} ${comparison.increase < 0 ? 'fell' : 'rose'} by ${increaseText(comparison, unit).replace(/[+-]/g, '')} in ${runsText(comparison)}${mediansText(comparison, unit)}`;
  switch (verdict) {
    case 'increased':
      return `${found}; chance alone does that with ${chanceText(adjustedPValue)}`;
    case 'within':
      return `${found}, which is no accident and is allowed`;
    case '~':
      return `${found}, which cannot be told from chance (~): an increase of ${formatIn(unit, detectable ?? 0)} would probably have shown, ${enoughText(comparison)}`;
    case 'too-few':
      return `${runsText(comparison)} are too few to tell any increase from chance; ${enoughText(comparison)}`;
  }
}

/** `at most +2 % or +4Mi`: whichever is more is allowed. */
export function allowedText(
  { allowedShare, allowedFloor, widenedBecause }: Pick<Comparison, 'allowedShare' | 'allowedFloor' | 'widenedBecause'>,
  unit: Unit,
): string {
  const widened = widenedBecause.length > 0 ? ` (doubled, because base was measured elsewhere: ${widenedBecause.join('; ')})` : '';
  return `no more than +${percentText(allowedShare)} or +${formatIn(unit, allowedFloor)} over base, whichever is larger${widened}`;
}
