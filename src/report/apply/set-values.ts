import { type Alias, type Document, isAlias, isMap, isScalar, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { HighwaterError } from '../../shared/errors.ts';
import { blockLines, flowText } from './new-value.ts';
import { afterColon, contentEnd, indentOf, lineBreakOf, lineEnd, lineNumber, rangeOf } from './positions.ts';
import type { Splice } from './splice.ts';
import { laidOver, type Tree } from './tree.ts';

/** A value that was written where another stood; aliases of its anchor have to be looked at. */
export interface SetScalar {
  readonly node: Scalar | Alias;
  readonly value: string;
}

/** What is changed of one file while its fields are set. */
export interface Edits {
  readonly path: string;
  readonly text: string;
  readonly json: boolean;
  readonly document: Document.Parsed;
  readonly splices: Splice[];
  readonly scalars: SetScalar[];
  /** Maps that are changed from within, and so wherever else their anchor is used. */
  readonly entered: YAMLMap[];
}

/** Sets every leaf of `wanted` below a map: in place where it stands, else as a new line in the style of its neighbours. */
export function setValues(edits: Edits, map: YAMLMap, wanted: Tree): void {
  edits.entered.push(map);
  const effective = map.toJS(edits.document) as Record<string, unknown>;
  const below: (() => void)[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (typeof value === 'object' && isMap(pair?.value) && pair.value.items.length > 0) setValues(edits, pair.value, value);
    else if (typeof value === 'object') below.push(() => put(edits, map, pair, key, laidOver(effective[key], value)));
    else if (pair !== undefined && (isScalar(pair.value) || isAlias(pair.value)) && hasText(edits, pair.value)) edits.scalars.push({ node: pair.value, value });
    else below.push(() => put(edits, map, pair, key, value));
  }
  // A new line of this map stands below the new lines of the maps in it, though both come after the same last line.
  for (const putLine of below) putLine();
}

const hasText = ({ text }: Edits, node: unknown) => contentEnd(text, node) > rangeOf(node)[0];

function put(edits: Edits, map: YAMLMap, pair: Pair | undefined, key: string, value: Tree | string): void {
  if (map.flow) putInFlow(edits, map, pair, key, value);
  else if (pair === undefined)
    edits.splices.push(newLines(edits, lineEnd(edits.text, contentEnd(edits.text, map)), blockLines(key, value, indentOf(edits.text, map))));
  else replaceBelow(edits, map, pair, key, value);
}

function putInFlow({ text, json, splices }: Edits, map: YAMLMap, pair: Pair | undefined, key: string, value: Tree | string): void {
  if (pair !== undefined) {
    const from = afterColon(text, pair.key);
    const to = valueEnd(text, pair, from);
    splices.push({ from, to, text: ` ${flowText(value, json)}` });
    return;
  }
  const item = `${json ? JSON.stringify(key) : key}: ${flowText(value, json)}`;
  const last = map.items.at(-1);
  const at = last === undefined ? rangeOf(map)[0] + 1 : contentEnd(text, last.value ?? last.key);
  splices.push({ from: at, to: at, text: last === undefined ? item : `, ${item}` });
}

/** An alias, `{}` or nothing gives way to lines below its key; a comment behind it stays with the key. */
function replaceBelow(edits: Edits, map: YAMLMap, pair: Pair, key: string, value: Tree | string): void {
  const { text, splices } = edits;
  const from = afterColon(text, pair.key);
  const to = valueEnd(text, pair, from);
  const anchor = isMap(pair.value) || isScalar(pair.value) ? pair.value.anchor : undefined;
  if (anchor !== undefined)
    throw new HighwaterError('usage', `line ${lineNumber(text, from)}: ${key} is empty and has the anchor &${anchor}`, {
      hint: 'take the anchor away, then apply again',
    });
  if (typeof value === 'string') {
    splices.push({ from, to, text: ` ${flowText(value, false)}` });
    return;
  }
  const [, ...below] = blockLines(key, value, indentOf(text, map));
  splices.push({ from, to, text: '' }, newLines(edits, lineEnd(text, to), below));
}

/** Behind the value of a key; behind its colon where nothing is written, whatever comment follows. */
function valueEnd(text: string, { value }: Pair, from: number): number {
  if (value === null || value === undefined) return from;
  const end = contentEnd(text, value);
  return end > rangeOf(value)[0] ? Math.max(from, end) : from;
}

function newLines({ text }: Edits, at: number, lines: readonly string[]): Splice {
  const lineBreak = lineBreakOf(text);
  return { from: at, to: at, text: lines.map((line) => `${lineBreak}${line}`).join('') };
}

/** The splice of a scalar or alias, quoted as it was. */
export function scalarSplice({ text, json }: Pick<Edits, 'text' | 'json'>, { node, value }: SetScalar): Splice {
  const [from, to] = rangeOf(node);
  const quote = json ? '"' : (/^["']/.exec(text.slice(from, to))?.[0] ?? (/^\d+$/.test(value) ? '"' : ''));
  return { from, to: from + text.slice(from, to).trimEnd().length, text: `${quote}${value}${quote}` };
}
