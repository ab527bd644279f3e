import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** System programs that the target leans on: util-linux and coreutils. Absent ones cost a capability each. */
export interface Tools {
  readonly sh: string | undefined;
  readonly setpriv: string | undefined;
  readonly unshare: string | undefined;
  readonly mount: string | undefined;
  readonly taskset: string | undefined;
  readonly env: string | undefined;
  readonly cp: string | undefined;
  readonly dd: string | undefined;
  readonly sync: string | undefined;
  readonly fincore: string | undefined;
  /** One process for many files, where dd takes one for each. */
  readonly python3?: string | undefined;
}

/** True for a regular file that this user may execute. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** First executable file of that name in the directories of a PATH value. */
export function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(':')
    .filter((dir) => dir.startsWith('/'))
    .map((dir) => join(dir, name))
    .find(isProgram);
}

export function findTools(env: NodeJS.ProcessEnv): Tools {
  // Administration programs are often off an ordinary user's PATH.
  const path = `${env.PATH ?? ''}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`;
  const find = (name: keyof Tools): string | undefined => findOnPath(name, path);
  return {
    sh: find('sh'),
    setpriv: find('setpriv'),
    unshare: find('unshare'),
    mount: find('mount'),
    taskset: find('taskset'),
    env: find('env'),
    cp: find('cp'),
    dd: find('dd'),
    sync: find('sync'),
    fincore: find('fincore'),
    python3: find('python3'),
  };
}
