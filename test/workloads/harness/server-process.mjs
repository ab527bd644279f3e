import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A TCP port of the loopback that was free a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Joins every cgroup before it becomes the program, so that no byte of the program runs without the limit. */
const joinThenExec = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 97; shift; done; shift; exec "$@"';

/** Starts a program inside the cgroup. `exit()` gives what wait() said, or undefined while it lives. */
export function startServer({ group, command, env, cwd }) {
  const procs = group.dirs.map((dir) => join(dir, 'cgroup.procs'));
  const child = spawn('/bin/sh', ['-c', joinThenExec, 'sh', ...procs, '--', ...command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let exit;
  let log = '';
  child.once('exit', (code, signal) => {
    exit = { code, signal };
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      log = (log + text).slice(-4000);
    });
  }
  return { exit: () => exit, log: () => log };
}

/** True when `url` answered 200..399 in time, false when the server died or the time was over. */
export async function untilReady({ url, timeoutMs, server }) {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end && !server.exit()) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
      await answer.arrayBuffer();
      if (answer.status < 400) return true;
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  return false;
}
