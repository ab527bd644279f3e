import type { Sample } from '../metrics/measure.ts';
import { rankSumP, smallestRankSumP } from '../stats/rank-sum.ts';
import { deviation, pairedShift, shiftBetween } from '../stats/shift.ts';
import { signedRankP, smallestSignedRankP } from '../stats/signed-rank.ts';
import type { Base, BaseValue } from './base.ts';

/** Base and head of one subject, ready to be compared: for pairs, position by position. */
export interface Sides {
  readonly design: Base['design'];
  readonly base: readonly number[];
  readonly head: readonly number[];
}

/** Runs with the same seed met the same traffic and were made one after the other; a run whose partner does not count is left out. */
function paired(base: readonly BaseValue[], head: readonly Sample[]): Sides {
  const partners = head.flatMap(({ seed, value }) => {
    const partner = base.find((candidate) => candidate.seed === seed);
    return partner === undefined ? [] : [{ base: partner.value, head: value }];
  });
  return { design: 'paired', base: partners.map((pair) => pair.base), head: partners.map((pair) => pair.head) };
}

export function sidesOf(design: Base['design'], base: readonly BaseValue[], head: readonly Sample[]): Sides {
  if (design === 'paired') return paired(base, head);
  return { design, base: base.map(({ value }) => value), head: head.map(({ value }) => value) };
}

const differences = ({ base, head }: Sides): number[] => head.map((value, index) => value - (base[index] as number));

export const pValueOf = (sides: Sides): number => (sides.design === 'paired' ? signedRankP(differences(sides)) : rankSumP(sides.base, sides.head));

export const increaseOf = (sides: Sides): number => (sides.design === 'paired' ? pairedShift(differences(sides)) : shiftBetween(sides.base, sides.head));

/** The smallest chance that so many runs can show at all. */
export const smallestP = ({ design, base, head }: Sides): number =>
  design === 'paired' ? smallestSignedRankP(base.length) : smallestRankSumP(base.length, head.length);

/** How much the estimate of the increase would scatter with one pair, or with one run on each side. */
export function scatterOf(sides: Sides): number {
  if (sides.design === 'paired') return deviation(differences(sides));
  return Math.hypot(deviation(sides.base), deviation(sides.head));
}
