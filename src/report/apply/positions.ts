import { isMap, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';

/** Offsets of a node in its source: begin, end of its content, end with what follows. The parser gives them to every node it made. */
export function rangeOf(node: unknown): readonly [number, number, number] {
  const { range } = node as Node;
  if (!range) throw new TypeError('a parsed node has its place in the source');
  return range;
}

/** Behind the last character that belongs to a node, comments and empty lines after it left out. */
export function contentEnd(text: string, node: unknown): number {
  if ((isMap(node) || isSeq(node)) && !node.flow) {
    const last = node.items.at(-1);
    if (last !== undefined) return isMap(node) ? pairEnd(text, last as Pair) : contentEnd(text, last);
  }
  const [from, to] = rangeOf(node);
  return from + text.slice(from, to).trimEnd().length;
}

function pairEnd(text: string, { key, value }: Pair): number {
  const own = value === null || value === undefined ? 0 : contentEnd(text, value);
  return Math.max(own, afterColon(text, key));
}

/** Behind the colon of a key. */
export function afterColon(text: string, key: unknown): number {
  const colon = text.indexOf(':', rangeOf(key)[1]);
  return colon === -1 ? rangeOf(key)[1] : colon + 1;
}

/** Where the line of an offset ends, before its line break, behind a comment on it. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  if (at === -1) return text.length;
  return text[at - 1] === '\r' && at - 1 >= offset ? at - 1 : at;
}

export function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** Column at which the keys of a block map stand. */
export function indentOf(text: string, map: YAMLMap): number {
  const offset = rangeOf((map.items[0] as Pair).key)[0];
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

export function lineBreakOf(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}
