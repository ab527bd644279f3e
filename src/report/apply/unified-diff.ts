const contextLines = 3;

/** A unified diff as `patch` reads it, of texts that differ in few lines; empty where they are the same. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return '';
  const edits = editsOf(before.split('\n'), after.split('\n'));
  const hunks = hunksOf(edits).map((hunk) => hunkText(hunk.map((index) => edits[index] as Edit)));
  return [`--- ${path}`, `+++ ${path}`, ...hunks].join('\n').concat('\n');
}

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
  /** 1-based numbers of the line before and after, or of the one that would come next. */
  readonly was: number;
  readonly is: number;
}

/** Longest common subsequence of what lies between the common beginning and the common end: few lines, whatever the size of the file. */
function editsOf(a: readonly string[], b: readonly string[]): Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const signs = middleSigns(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const all: Edit['sign'][] = [...Array<Edit['sign']>(head).fill(' '), ...signs, ...Array<Edit['sign']>(tail).fill(' ')];
  let [was, is] = [0, 0];
  return all.map((sign) => {
    const edit = { sign, line: (sign === '+' ? b[is] : a[was]) as string, was: was + 1, is: is + 1 };
    if (sign !== '+') was++;
    if (sign !== '-') is++;
    return edit;
  });
}

function middleSigns(a: readonly string[], b: readonly string[]): Edit['sign'][] {
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) (common[i] as Uint32Array)[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const signs: Edit['sign'][] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      signs.push(' ');
      i++;
      j++;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      signs.push('-');
      i++;
    } else {
      signs.push('+');
      j++;
    }
  }
  return signs;
}

/** Changed lines with their context; stretches that touch become one. The empty piece after the last line break is no line. */
function hunksOf(edits: readonly Edit[]): number[][] {
  const last = edits.at(-1);
  const lines = last?.sign === ' ' && last.line === '' ? edits.length - 1 : edits.length;
  const hunks: number[][] = [];
  for (const [index, { sign }] of edits.entries()) {
    if (sign === ' ') continue;
    const from = Math.max(0, index - contextLines, (hunks.at(-1)?.at(-1) ?? -1) + 1);
    const previous = hunks.at(-1);
    const touches = previous !== undefined && index - contextLines <= (previous.at(-1) ?? 0) + 1;
    const to = Math.min(lines - 1, index + contextLines);
    const indexes = Array.from({ length: Math.max(0, to - from + 1) }, (_, offset) => from + offset);
    if (touches) previous.push(...indexes);
    else hunks.push(indexes);
  }
  return hunks;
}

function hunkText(hunk: readonly Edit[]): string {
  const [first] = hunk;
  if (first === undefined) return '';
  const count = (sign: '-' | '+') => hunk.filter((edit) => edit.sign === ' ' || edit.sign === sign).length;
  const [removed, added] = [count('-'), count('+')];
  const start = (line: number, lines: number) => (lines === 0 ? line - 1 : line);
  const header = `@@ -${start(first.was, removed)},${removed} +${start(first.is, added)},${added} @@`;
  return [header, ...hunk.map(({ sign, line }) => `${sign}${line}`)].join('\n');
}
