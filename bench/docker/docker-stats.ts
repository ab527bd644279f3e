import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Reading } from './spikes.ts';

const mebibytes: Readonly<Record<string, number>> = { B: 2 ** -20, KiB: 2 ** -10, MiB: 1, GiB: 1024 };

/** `docker stats` of one container as a user runs it: what it printed, and when the engine had read that. */
export interface DockerStats {
  /** What the command printed, by the time of the print. It prints twice a second, each reading about twice. */
  readonly printed: Reading[];
  /** Times at which the engine read the container, epoch ms, from its answers. */
  readonly readAtMs: number[];
  stop(): void;
}

/** The engine's socket with an ear on the line: the command does not tell one reading printed twice from two of the same size. */
function listenIn(socket: string, path: string, heard: (readAtMs: number) => void): { close(): void } {
  const server = createServer((client) => {
    const engine = connect(socket);
    let text = '';
    engine.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (const [, time = ''] of text.matchAll(/"read":"([^"]+)"/g)) heard(Date.parse(time));
      // What may be the beginning of a word that the next chunk completes.
      text = text.slice(Math.max(text.lastIndexOf('"preread"'), text.length - 60));
    });
    client.pipe(engine).pipe(client);
    for (const end of [client, engine]) end.on('error', () => undefined);
  });
  server.listen(path);
  return server;
}

export function startDockerStats(id: string, socket: string): DockerStats {
  const dir = mkdtempSync(join(tmpdir(), 'highwater-bench-'));
  const readAtMs: number[] = [];
  const printed: Reading[] = [];
  const server = listenIn(socket, join(dir, 'docker.sock'), (time) => {
    if (time > 0 && time !== readAtMs.at(-1)) readAtMs.push(time);
  });
  const env = { ...process.env, DOCKER_HOST: `unix://${join(dir, 'docker.sock')}` };
  const stats = spawn('docker', ['stats', '--format', '{{.MemUsage}}', id], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  createInterface({ input: stats.stdout }).on('line', (line) => {
    const [, value, unit = ''] = /([\d.]+)([KMG]?i?B) \//.exec(line) ?? [];
    if (value !== undefined) printed.push({ atMs: Date.now(), mib: Number(value) * (mebibytes[unit] ?? Number.NaN) });
  });
  const stop = (): void => {
    stats.kill('SIGKILL');
    server.close();
    rmSync(dir, { recursive: true });
  };
  return { printed, readAtMs, stop };
}
