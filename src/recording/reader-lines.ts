import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 1 << 20;
const newline = 0x0a;

/** Takes the bytes of one line, `from` to before `to`, without its newline. They are overwritten after the call. */
export type VisitLine = (bytes: Buffer, from: number, to: number) => void;

/**
 * Calls `visit` with each line of a file, a chunk at a time, so that memory stays flat for files of any size. A last line without newline
 * counts; lines are whole, so a character of several bytes is never torn. Throws what the file system throws.
 */
export function readLines(file: string, visit: VisitLine): void {
  const fd = openSync(file, 'r');
  try {
    let buffer = Buffer.allocUnsafe(chunkBytes);
    let kept = 0;
    for (;;) {
      if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const read = readSync(fd, buffer, kept, buffer.length - kept, null);
      if (read === 0) break;
      const filled = kept + read;
      const end = visitWholeLines(buffer, filled, visit);
      buffer.copyWithin(0, end, filled);
      kept = filled - end;
    }
    if (kept > 0) visit(buffer, 0, kept);
  } finally {
    closeSync(fd);
  }
}

/** Where the first line begins that is not whole. */
function visitWholeLines(buffer: Buffer, filled: number, visit: VisitLine): number {
  let start = 0;
  for (;;) {
    const end = buffer.indexOf(newline, start);
    if (end < 0 || end >= filled) return start;
    visit(buffer, start, end);
    start = end + 1;
  }
}
