import { execFile } from 'node:child_process';

export interface ProcessOptions {
  readonly env?: Environment;
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly input?: Buffer;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ProcessResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; rejects only when it could not be started. */
export type ProcessRunner = (command: string, args: readonly string[], options?: ProcessOptions) => Promise<ProcessResult>;

/** Enough for the options of a script that embeds data. */
const maxBufferBytes = 64 * 2 ** 20;

export const runProcess: ProcessRunner = (command, args, { env, cwd, timeoutMs, input } = {}) =>
  new Promise((resolve, reject) => {
    const options = {
      maxBuffer: maxBufferBytes,
      killSignal: 'SIGKILL' as const,
      ...(env && { env }),
      ...(cwd && { cwd }),
      ...(timeoutMs && { timeout: timeoutMs }),
    };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      // A string code is Node's own (ENOENT, EACCES): nothing ran. A number is the exit code of the program.
      if (error && typeof error.code === 'string') reject(error);
      else resolve({ exitCode: error ? (typeof error.code === 'number' ? error.code : null) : 0, stdout, stderr });
    });
    // One that ends without reading it all closes the pipe; how it ended says why.
    child.stdin?.on('error', () => undefined);
    if (input) child.stdin?.end(input);
  });
