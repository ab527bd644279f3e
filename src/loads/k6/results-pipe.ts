import { closeSync, constants, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { HighwaterError } from '../../shared/errors.ts';
import type { Environment, ProcessRunner } from './run-process.ts';

/** A pipe that k6 opens by name, but that has none in the file system: it is gone with the processes that hold it. */
export interface ResultsPipe {
  /** To be handed to k6 as its descriptor 3, then closed here. */
  readonly writeFd: number;
  closeWriteEnd(): void;
  /** Reads until every writer is gone; never pauses, k6 must not wait for us. Rejects with what `onText` threw. */
  read(onText: (text: string) => void): Promise<void>;
  destroy(): void;
}

/** Path by which a process opens its own descriptor 3 anew. k6 opens outputs by name, and a socket, which Node gives children as pipes, cannot be opened. */
export const resultsPath = '/dev/fd/3';

/** Makes a FIFO in `directory`, opens both ends and removes its name. */
export async function openResultsPipe(directory: string, run: ProcessRunner, env: Environment): Promise<ResultsPipe> {
  const path = join(directory, `.k6-results-${process.pid}`);
  rmSync(path, { force: true });
  const made = await run('mkfifo', ['-m', '600', path], { env });
  if (made.exitCode !== 0) throw new HighwaterError('environment-missing', `a pipe for the results of k6 could not be made: ${made.stderr.trim()}`);
  try {
    // Read and write: opening for writing alone would wait for a reader, and macOS lets /dev/fd be opened no wider than this.
    const writeFd = openSync(path, constants.O_RDWR);
    const socket = new Socket({ fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK), readable: true, writable: false });
    return pipeOf(writeFd, socket);
  } finally {
    rmSync(path, { force: true });
  }
}

function pipeOf(writeFd: number, socket: Socket): ResultsPipe {
  let writeEndOpen = true;
  const closeWriteEnd = (): void => {
    if (writeEndOpen) closeSync(writeFd);
    writeEndOpen = false;
  };
  return {
    writeFd,
    closeWriteEnd,
    read: (onText) =>
      new Promise((resolve, reject) => {
        socket.setEncoding('utf8').on('data', (text: Buffer | string) => {
          try {
            onText(String(text));
          } catch (error) {
            socket.destroy(error as Error);
          }
        });
        socket.once('error', reject).once('close', () => resolve());
      }),
    destroy() {
      closeWriteEnd();
      socket.destroy();
    },
  };
}
