import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { HighwaterError } from '../shared/errors.ts';

function makeEach(path: string): void {
  if (existsSync(path)) return;
  makeEach(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Makes a folder and those above it. Throws `recording-failed` with the file system's own reason. One by one, because Node's recursive mkdir reports a
 * read-only file system as ENOENT, and never returns where a file system answers ENOENT below a folder that is there, as /proc does.
 */
export function makeFolder(path: string): void {
  try {
    makeEach(path);
  } catch (cause) {
    throw new HighwaterError('recording-failed', `${path} cannot be made: ${(cause as Error).message}`, { hint: 'name another folder with --out', cause });
  }
}
