import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const become = new URL('../../bin/become.mjs', import.meta.url).href;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-become-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Starts a launcher that becomes a Node with the given code, in a process group of its own as a shell starts a job. */
function launch(code: string): {
  launcher: ChildProcess;
  said: (text: string) => Promise<void>;
  ended: Promise<{ exitCode: number | null; signal: string | null; output: string }>;
} {
  writeFileSync(join(dir, 'child.mjs'), `import { ignoreSignalEchoes } from '${become}';\nignoreSignalEchoes(process.env);\n${code}`);
  writeFileSync(join(dir, 'launcher.mjs'), `import { become } from '${become}';\nawait become(process.execPath, ['${join(dir, 'child.mjs')}'], process.env);`);
  const launcher = spawn(process.execPath, [join(dir, 'launcher.mjs')], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  launcher.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  const said = async (text: string) => {
    while (!output.includes(text)) await new Promise((resolve) => launcher.stdout.once('data', resolve));
  };
  const ended = new Promise<{ exitCode: number | null; signal: string | null; output: string }>((resolve) =>
    launcher.on('close', (exitCode, signal) => resolve({ exitCode, signal, output })),
  );
  return { launcher, said, ended };
}

/** Drains for a while after the first interrupt, as a run does, and dies at the second. */
const draining = `
let count = 0;
process.on('SIGINT', () => {
  count += 1;
  console.log('interrupt', count);
  if (count === 1) setTimeout(() => process.exit(130), 1000);
  else process.exit(99);
});
setInterval(() => {}, 1000);
console.log('up');`;

describe('a launcher that becomes another Node', () => {
  test('ends with its exit code', async () => {
    expect(await launch('process.exitCode = 5;').ended).toMatchObject({ exitCode: 5, signal: null });
  });

  test('ends by its signal', async () => {
    expect(await launch("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);").ended).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  });

  test('passes on a signal that it alone got', async () => {
    const { launcher, said, ended } = launch(draining);
    await said('up');
    launcher.kill('SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130, output: 'up\ninterrupt 1\n' });
  });

  test('a signal to the whole group, as Ctrl-C sends it, is one interrupt', async () => {
    const { launcher, said, ended } = launch(draining);
    await said('up');
    process.kill(-(launcher.pid as number), 'SIGINT');
    expect(await ended).toMatchObject({ exitCode: 130, output: 'up\ninterrupt 1\n' });
  });

  test('a second Ctrl-C is a second interrupt', async () => {
    const { launcher, said, ended } = launch(draining);
    await said('up');
    process.kill(-(launcher.pid as number), 'SIGINT');
    await said('interrupt 1');
    // Longer than an echo takes, far shorter than the drain.
    await new Promise((resolve) => setTimeout(resolve, 400));
    process.kill(-(launcher.pid as number), 'SIGINT');
    expect(await ended).toMatchObject({ exitCode: 99 });
  });
});
