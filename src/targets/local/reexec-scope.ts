import { execFile } from 'node:child_process';
import { findOnPath, findTools } from '../machine/tools.ts';

/** Set in the environment of the second start, so that a scope without the controller does not start a third. */
export const inScopeVariable = 'HIGHWATER_IN_SCOPE';

const scopeArgs = ['--user', '--scope', '--quiet', '-p', 'Delegate=yes', '--'];

export interface Reexec {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

function works(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file, args, { env, timeout: 10_000 }, (error) => resolve(error === null));
  });
}

/**
 * How to start highwater again in a systemd scope of the user's own with controllers delegated (systemd.resource-control(5), Delegate=).
 * `argv` is the whole command line (program first). Undefined where that is of no use: already tried, or no user session answers.
 */
export async function reexecInScope(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Reexec | undefined> {
  if (env[inScopeVariable]) return undefined;
  const systemdRun = findOnPath('systemd-run', `${env.PATH ?? ''}:/usr/bin:/bin`);
  const probe = findTools(env).env;
  if (!systemdRun || !probe || !(await works(systemdRun, [...scopeArgs, probe], env))) return undefined;
  return { file: systemdRun, args: [...scopeArgs, ...argv], env: { ...env, [inScopeVariable]: '1' } };
}
