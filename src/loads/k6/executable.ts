import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import type { Environment } from './run-process.ts';

/** Absolute path of a program on the PATH of `env`; undefined when there is none that may be run. */
export async function executableOnPath(name: string, env: Environment): Promise<string | undefined> {
  for (const directory of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const candidate = resolve(directory, name);
    const runnable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runnable) return candidate;
  }
  return undefined;
}
