import type { EventOf } from '../../recording/events.ts';
import type { Amount, ConstructorTable } from './constructor-table.ts';

type Growth = Pick<EventOf<'heap-growth'>, 'rows' | 'rest'>;
type Row = Growth['rows'][number];

/** Far more than a report shows; a large program has thousands of constructors, nearly all of which stay as they are. */
const keptRows = 50;

const none: Amount = { count: 0, bytes: 0 };
const moved = ({ bytes: [from, to] }: Row): number => Math.abs(to - from);

function rowOf(name: string, first: ConstructorTable, second: ConstructorTable): Row {
  const [from, to] = [first.byName.get(name) ?? none, second.byName.get(name) ?? none];
  return { name, count: [from.count, to.count], bytes: [from.bytes, to.bytes] };
}

/** Both snapshots side by side: the constructors whose bytes moved most, the rest added up, so that the sums are those of the snapshots. */
export function growthRows(first: ConstructorTable, second: ConstructorTable): Growth {
  const names = [...new Set([...first.byName.keys(), ...second.byName.keys()])].sort();
  const all = names.map((name) => rowOf(name, first, second)).sort((a, b) => moved(b) - moved(a));
  const [rows, others] = [all.slice(0, keptRows), all.slice(keptRows)];
  const sum = (pick: (row: Row) => number): number => others.reduce((total, row) => total + pick(row), 0);
  return {
    rows,
    rest: {
      names: others.length,
      count: [sum(({ count }) => count[0]), sum(({ count }) => count[1])],
      bytes: [sum(({ bytes }) => bytes[0]), sum(({ bytes }) => bytes[1])],
    },
  };
}
