import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Lets `make` produce a program in a fresh folder beside the cache entry, checks it, and moves it into place in one step, so that
 * a run that is killed half way, or two at once, never leave half a program behind. Rejects with what `make` or `check` threw.
 */
export async function installAtomically(
  destination: string,
  make: (folder: string) => Promise<string>,
  check: (path: string) => Promise<unknown>,
): Promise<void> {
  const parent = dirname(destination);
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, '.new-'));
  try {
    const made = await make(folder);
    await chmod(made, 0o755);
    await check(made);
    await rename(made, destination);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
