import { open } from 'node:fs/promises';

/** A line of k6's log in its default text form (logrus): the message is quoted as Go quotes strings. */
const problemLine = /level=(?:error|fatal|panic) msg=("(?:[^"\\]|\\.)*"|\S+)/;
/** What k6 puts in front of what went wrong while a script is loaded. */
const wrapping = /^could not initialize '[^']*': could not load JS test '[^']*': /;

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    // Go escapes a few things that JSON does not know (\x, \a).
    return text.slice(1, -1);
  }
}

/** What k6 itself said went wrong, with file and line where it names them; undefined when its log holds no error. */
export function k6Problem(log: string): string | undefined {
  const problems = log.split('\n').flatMap((line) => {
    const quoted = problemLine.exec(line)?.[1];
    return quoted === undefined ? [] : [unquoted(quoted)];
  });
  // Exceptions of single iterations are logged as errors too; what ended the run comes last.
  return problems.at(-1)?.replace(wrapping, '').replaceAll('file://', '').trim();
}

/** Enough for the longest stack; a log of failed requests can be large. */
const tailBytes = 64 * 1024;

/** The end of a log file; empty when there is none. */
export async function logTail(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    await file.read(buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    await file.close();
  }
}
