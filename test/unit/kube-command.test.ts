import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { run } from '../../src/targets/kube/command.ts';

const { env } = process;

function isRunning(argument: string): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') === `sleep\0${argument}\0`;
    } catch {
      return false;
    }
  });
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

it('a program that nobody waits for any more ends with everything that it started', async () => {
  const unlikely = `600.${process.pid}`;
  const nobody = new AbortController();
  const running = run('sh', ['-c', `sleep ${unlikely} & wait`], { env, signal: nobody.signal });
  const refused = expect(running).rejects.toThrow(/interrupted before anything was measured/);
  await until(() => isRunning(unlikely));
  nobody.abort();
  await refused;
  await until(() => !isRunning(unlikely));
});

it('a program that fails is told by its last words and what helps, one that is not there by its name', async () => {
  const failing = run('sh', ['-c', 'echo first; echo no room >&2; exit 3'], { env, hint: 'make room' });
  await expect(failing).rejects.toMatchObject({ code: 'target-failed', message: expect.stringMatching(/^sh -c .* failed: no room$/), hint: 'make room' });
  await expect(run('no-such-program', [], { env })).rejects.toMatchObject({ code: 'environment-missing', message: 'there is no no-such-program on PATH' });
});
