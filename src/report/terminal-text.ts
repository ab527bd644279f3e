/** Characters that a terminal gives two cells: East Asian wide and emoji (Unicode TR11). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Cells that text takes on a terminal; combining marks count as one, which errs on the narrow side of the line. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += wide.test(character) ? 2 : 1;
  return cells;
}

/** Lines of at most `width` cells, broken at spaces, and inside of a word only where it is longer than a line. */
export function wrapText(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = text.startsWith(indent) ? indent : '';
  let empty = true;
  for (const word of wordsOf(text, width - indent.length)) {
    if (!empty && cellsOf(line) + 1 + cellsOf(word) > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return empty ? lines : [...lines, line];
}

/** A per cent sign stays with its number. */
function wordsOf(text: string, width: number): string[] {
  const words = text.match(/\d+(?:\.\d+)? %\S*|\S+/g) ?? [];
  return words.flatMap((word) => piecesOf(word, width));
}

/** One line, cut with an ellipsis where it is too long. */
export function fitLine(text: string, width: number): string {
  if (cellsOf(text) <= width) return text;
  return `${piecesOf(text, width - 1)[0] ?? ''}…`;
}

function piecesOf(text: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of text) {
    if (piece !== '' && cellsOf(piece) + cellsOf(character) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
