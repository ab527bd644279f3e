import { type Alias, isAlias, isScalar, visit } from 'yaml';
import { HighwaterError } from '../../shared/errors.ts';
import { lineNumber, rangeOf } from './positions.ts';
import { type Edits, type SetScalar, scalarSplice } from './set-values.ts';
import type { Splice } from './splice.ts';

/**
 * Splices of the scalars of some edits. An anchor carries its value to every alias: a change that would reach a place nobody asked to change is refused,
 * and an alias that is to get another value than its anchor becomes a value of its own.
 */
export function scalarSplices(edits: Edits): Splice[] {
  const aliases = aliasesOf(edits);
  for (const { anchor, node } of anchored(edits)) refuseOutside(edits, anchor, node, aliases.get(anchor) ?? []);
  return edits.scalars.filter((scalar) => !followsItsAnchor(edits, scalar)).map((scalar) => scalarSplice(edits, scalar));
}

function aliasesOf({ document }: Edits): Map<string, Alias[]> {
  const found: Alias[] = [];
  visit(document, { Alias: (_, alias) => void found.push(alias) });
  return Map.groupBy(found, ({ source }) => source) as Map<string, Alias[]>;
}

function anchored({ scalars, entered }: Edits): { anchor: string; node: unknown }[] {
  const nodes = [...scalars.map(({ node }) => node), ...entered];
  return nodes.flatMap((node) => (!isAlias(node) && node.anchor !== undefined ? [{ anchor: node.anchor, node }] : []));
}

function refuseOutside(edits: Edits, anchor: string, node: unknown, aliases: readonly Alias[]): void {
  const planned = new Set<unknown>(edits.scalars.map((scalar) => scalar.node));
  const gone = (alias: Alias) => edits.splices.some(({ from, to }) => from <= rangeOf(alias)[0] && to >= rangeOf(alias)[1] && to > from);
  const outside = aliases.filter((alias) => !planned.has(alias) && !gone(alias));
  if (outside.length === 0) return;
  const lines = outside.map((alias) => lineNumber(edits.text, rangeOf(alias)[0])).join(', ');
  throw new HighwaterError(
    'usage',
    `line ${lineNumber(edits.text, rangeOf(node)[0])}: the value has the anchor &${anchor}, which is used in line ${lines} too: the change would reach there`,
    {
      hint: 'give this container values of its own instead of the anchor, then apply again',
    },
  );
}

/** `requests: { memory: *limit }` where both are to be the same needs no change of its own. */
function followsItsAnchor(edits: Edits, { node, value }: SetScalar): boolean {
  if (!isAlias(node)) return false;
  return edits.scalars.some((other) => isScalar(other.node) && other.node.anchor === node.source && other.value === value);
}
