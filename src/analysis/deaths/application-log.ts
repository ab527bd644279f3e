import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readLines } from '../../recording/reader-lines.ts';

export interface RuntimeAbort {
  readonly runtime: string;
  readonly line: string;
}

/** What runtimes print when they give up for want of memory, with the exit codes they then end with (memory.md 2.2). */
const patterns: readonly { readonly runtime: string; readonly pattern: RegExp; readonly exits: (code: number | null, signal: string | null) => boolean }[] = [
  {
    runtime: 'V8',
    pattern: /FATAL ERROR: .*JavaScript heap out of memory/,
    exits: (code, signal) => code === 134 || signal === 'SIGABRT' || signal === 'SIGTRAP',
  },
  { runtime: 'JVM', pattern: /java\.lang\.OutOfMemoryError/, exits: (code, signal) => code === 1 || code === 3 || code === 134 || signal === 'SIGABRT' },
  { runtime: 'Go', pattern: /fatal error: runtime: (?:out of memory|cannot allocate memory)/, exits: (code) => code === 2 },
  { runtime: 'Python', pattern: /^\S*MemoryError\b/, exits: (code) => code === 1 },
  { runtime: '.NET', pattern: /^Out of memory\.|System\.OutOfMemoryException/, exits: (code, signal) => code === 134 || signal === 'SIGABRT' },
];

const keptPerRuntime = 1;
const keptLineLength = 300;
/** Such texts stand at the beginning of a line; a log line can be megabytes long. */
const scannedBytes = 4096;

/** First line of each runtime's out-of-memory text in `workload.log` beside the recording; empty without such a file. */
export function runtimeAborts(dir: string): RuntimeAbort[] {
  const file = join(dir, 'workload.log');
  const found: RuntimeAbort[] = [];
  if (!existsSync(file)) return found;
  readLines(file, (bytes, from, to) => {
    const line = bytes.toString('utf8', from, Math.min(to, from + scannedBytes));
    for (const { runtime, pattern } of patterns) {
      const already = found.filter((abort) => abort.runtime === runtime).length;
      if (already < keptPerRuntime && pattern.test(line)) found.push({ runtime, line: line.slice(0, keptLineLength) });
    }
  });
  return found;
}

/** The text that fits an exit: the log has no times, so the way of ending must be the runtime's own. */
export function abortOf(aborts: readonly RuntimeAbort[], exitCode: number | null, signal: string | null): RuntimeAbort | undefined {
  return aborts.find((abort) => patterns.some(({ runtime, exits }) => runtime === abort.runtime && exits(exitCode, signal)));
}
