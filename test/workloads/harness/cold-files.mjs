import { execFileSync } from 'node:child_process';
import { accessSync, closeSync, constants, copyFileSync, fsyncSync, openSync, realpathSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join } from 'node:path';

/** Where PATH has a program; throws when nowhere. */
export function findProgram(name, path = process.env.PATH ?? '') {
  if (isAbsolute(name)) return realpathSync(name);
  for (const dir of path.split(delimiter)) {
    const candidate = join(dir, name);
    try {
      accessSync(candidate, constants.X_OK);
      return realpathSync(candidate);
    } catch {
      // Not in this folder.
    }
  }
  throw new Error(`${name} is not on PATH`);
}

/**
 * A copy of a program that nothing else maps. The pages of a shared program stay charged to whoever read them first, and they cannot be
 * evicted while another process maps them; a copy can be made cold.
 */
export function privateCopy(program, folder) {
  const copy = join(folder, basename(program));
  copyFileSync(program, copy);
  const handle = openSync(copy, 'r+');
  fsyncSync(handle);
  closeSync(handle);
  return copy;
}

/** Drops a file's pages from the page cache: dd with `nocache` and no blocks is posix_fadvise(POSIX_FADV_DONTNEED) over all of it. */
export function evict(file) {
  execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
}
