import type { Base } from '../compare/base.ts';
import type { Comparability } from '../compare/comparability.ts';
import type { AssertionResult, Comparison } from '../document.ts';
import type { Sample, Series } from '../metrics/measure.ts';
import type { Assertion, GateSettings } from '../settings/assertion.ts';

export type Row = AssertionResult;

/** What rows about numbers are made from. */
export interface Measured {
  readonly series: ReadonlyMap<string, Series>;
  readonly base: Base | null;
  readonly baseMissing?: string | undefined;
  readonly comparability: Comparability;
  readonly settings: Pick<GateSettings, 'standsIn'>;
  readonly doubts: readonly string[];
}

const valuesOf = (samples: readonly Sample[]): Row['values'] => samples.map(({ recording, value }) => ({ recording, value }));

type Facts = Pick<Row, 'subject' | 'kind' | 'expected' | 'found' | 'result' | 'reason'> &
  Partial<Pick<Row, 'unit' | 'aggregation' | 'decidedBy' | 'remedy'>> & { readonly samples?: readonly Sample[]; readonly comparison?: Comparison };

/** A whole row from what differs between rows. */
export function rowOf({ key, level, source }: Pick<Assertion, 'key' | 'level' | 'source'>, facts: Facts): Row {
  const { samples = [], comparison, ...rest } = facts;
  return {
    key,
    level,
    source,
    unit: null,
    aggregation: null,
    decidedBy: null,
    remedy: '',
    ...rest,
    values: valuesOf(samples),
    comparison: comparison ?? null,
  };
}

/** A pass that is in doubt is none. */
export function doubted(row: Row, doubts: readonly string[]): Row {
  const [doubt] = doubts;
  return row.result === 'pass' && doubt !== undefined ? { ...row, result: 'inconclusive', reason: `${row.reason}; but ${doubt}` } : row;
}
