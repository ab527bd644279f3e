import { spawn } from 'node:child_process';
import type { Context } from './context.ts';

/**
 * An ordinary user has no cgroup to make others in, unless systemd gives one: then the same command runs again inside such a scope and its exit
 * code is answered. Undefined where this process can measure itself, or where no scope is to be had (the target then says what is missing).
 */
export async function runInOwnScope(context: Context): Promise<number | undefined> {
  if (context.isRoot) return undefined;
  const { reexecInScope, targetOf } = await import('./compose.ts');
  if ((await targetOf('local', context).check()).length === 0) return undefined;
  const again = await reexecInScope(context.commandLine, context.env);
  if (!again) return undefined;
  const child = spawn(again.file, again.args, { stdio: 'inherit', env: again.env });
  // A terminal sends Ctrl-C to the child as well; a signal sent to this process alone is passed on.
  context.interrupted.addEventListener('abort', () => child.kill(context.interrupted.reason as NodeJS.Signals), { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 70));
  });
}
