import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 1 << 20;
const newline = 0x0a;

/**
 * Calls `visit` with each line of a file and whether it was ended by a newline, a chunk at a time, so that memory stays flat for files of any
 * size. Chunks are cut at newlines before decoding: a character of several bytes is never torn. Throws what the file system throws.
 */
export function readLines(file: string, visit: (line: string, ended: boolean) => void): void {
  const fd = openSync(file, 'r');
  try {
    let buffer = Buffer.allocUnsafe(chunkBytes);
    let kept = 0;
    for (;;) {
      if (kept === buffer.length) buffer = Buffer.concat([buffer], buffer.length * 2);
      const read = readSync(fd, buffer, kept, buffer.length - kept, null);
      if (read === 0) break;
      const filled = kept + read;
      const wholeLines = buffer.lastIndexOf(newline, filled - 1) + 1;
      visitLines(buffer.toString('utf8', 0, wholeLines), visit);
      buffer.copyWithin(0, wholeLines, filled);
      kept = filled - wholeLines;
    }
    if (kept > 0) visit(buffer.toString('utf8', 0, kept), false);
  } finally {
    closeSync(fd);
  }
}

function visitLines(text: string, visit: (line: string, ended: boolean) => void): void {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    visit(text.slice(start, end), true);
    start = end + 1;
  }
}
