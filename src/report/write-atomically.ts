import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HighwaterError } from '../shared/errors.ts';

/** Writes beside the file and renames: a reader sees the old file or the new one, never half of it. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, path);
  } catch (cause) {
    // What stopped the writing is what must be told, not what then stops the tidying up.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new HighwaterError('recording-failed', `${path} could not be written: ${(cause as Error).message}`, {
      hint: 'make room or give write access to the run directory, then write the report again with `highwater report`',
      cause,
    });
  }
}
