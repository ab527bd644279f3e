import type { Conditions } from '../conditions.ts';

/** Values of one subject; `seed` is there where runs can be paired. */
export interface BaseValue {
  readonly seed: number;
  readonly value: number;
}

/** What head is compared with. */
export interface Base {
  readonly design: 'paired' | 'baseline';
  readonly name: string;
  readonly conditions: Conditions;
  readonly values: ReadonlyMap<string, readonly BaseValue[]>;
}
