import { stripVTControlCharacters } from 'node:util';
import { HighwaterError } from '../../shared/errors.ts';

export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Ends it, with everything that it started. */
  readonly signal?: AbortSignal | undefined;
  /** What helps where it fails. */
  readonly hint?: string;
}

const usualMs = 60_000;

/** The last lines of what a program said, without colours and spinners. */
function lastWords(text: string): string {
  return stripVTControlCharacters(text)
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-4)
    .join('; ');
}

/** In a session of its own a program leads a group of its own. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has just ended.
  }
}

/** For work that nobody waits for any more; the exit code is the signal's. */
export function interrupted(): HighwaterError {
  return new HighwaterError('target-failed', 'interrupted before anything was measured; what was made is removed');
}

/**
 * Runs a program to its end and answers its stdout. In a session of its own: a Ctrl-C of the terminal ends highwater in order, and not a cluster in
 * the middle of its making. Throws `environment-missing` for a program that is not there, `target-failed` for one that fails.
 */
export async function run(file: string, args: readonly string[], { env, input, timeoutMs = usualMs, hint, signal }: CommandOptions): Promise<string> {
  const { execa } = await import('execa');
  const child = execa(file, args, {
    env,
    extendEnv: false,
    reject: false,
    detached: true,
    cleanup: false,
    timeout: timeoutMs,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
  });
  const end = () => void (child.pid !== undefined && endGroup(child.pid));
  signal?.addEventListener('abort', end, { once: true });
  const result = await child;
  signal?.removeEventListener('abort', end);
  if (!result.failed) return result.stdout;
  if (signal?.aborted) throw interrupted();
  if ((result as { code?: string }).code === 'ENOENT')
    throw new HighwaterError('environment-missing', `there is no ${file} on PATH`, { hint: `install ${file}, or use another --target` });
  const said =
    lastWords(`${result.stderr}`) ||
    lastWords(`${result.stdout}`) ||
    (result.timedOut ? `it was not done within ${timeoutMs} ms` : (result.shortMessage ?? ''));
  throw new HighwaterError('target-failed', `${file} ${args.slice(0, 2).join(' ')} failed: ${said}`, { hint: hint ?? 'highwater doctor --target kind' });
}
