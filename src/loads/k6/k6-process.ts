import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { HighwaterError } from '../../shared/errors.ts';
import type { Launch } from './launch.ts';
import type { ResultsPipe } from './results-pipe.ts';
import type { Environment } from './run-process.ts';

export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface K6Process {
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  signal(name: 'SIGINT' | 'SIGKILL'): void;
}

export interface K6ProcessRequest {
  readonly launch: Launch;
  readonly pipe: ResultsPipe;
  readonly logPath: string;
  /** The module to run, given to k6 on stdin. */
  readonly modulePath: string;
  readonly cwd: string;
  readonly env: Environment;
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve());
    child.once('error', (error) => reject(new HighwaterError('k6-unavailable', `k6 could not be started: ${error.message}`, { cause: error })));
  });
}

/** Starts k6 with its output in `logPath` and its results in the pipe; throws `k6-unavailable` when that is impossible. */
export async function startK6({ launch, pipe, logPath, modulePath, cwd, env }: K6ProcessRequest): Promise<K6Process> {
  const [moduleFd, logFd] = [openSync(modulePath, 'r'), openSync(logPath, 'a')];
  try {
    // detached: Ctrl-C on the terminal goes to the whole process group; k6 is to hear of it from us, and only once.
    const child = spawn(launch.command, launch.args, { cwd, env, detached: true, stdio: [moduleFd, logFd, logFd, pipe.writeFd] });
    const exited = new Promise<ProcessExit>((resolve) => child.once('exit', (exitCode, signal) => resolve({ exitCode, signal })));
    await started(child);
    return { pid: child.pid as number, exited, signal: (name) => void child.kill(name) };
  } finally {
    closeSync(moduleFd);
    closeSync(logFd);
    pipe.closeWriteEnd();
  }
}
