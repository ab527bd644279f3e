import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findK6 } from '../../src/loads/k6/find.ts';
import { loadScript } from '../../src/loads/k6/pods/script.ts';
import type { LoadPods } from '../../src/ports/load-pods.ts';
import { freePort } from '../../src/targets/machine/free-port.ts';

const token = 'of-a-test';

/** What runs in the pods, as processes of this machine, with a wire that can be cut. */
export class LocalPods implements LoadPods {
  readonly token = token;
  readonly jobs: number;
  readonly k6Image = 'local';
  readonly transport: LoadPods['transport'];
  readonly #dir = mkdtempSync(join(tmpdir(), 'highwater-load-'));
  readonly #children: ChildProcess[] = [];
  readonly #ports: number[] = [];
  /** Nothing comes through until then. */
  #cutUntilMs = 0;

  constructor(jobs: number) {
    this.jobs = jobs;
    this.transport = {
      agents: async () => this.#living().map((index) => ({ node: '', namespace: '', name: `k6-${index}` })),
      fetch: async ({ name }, path, init) => {
        if (performance.now() < this.#cutUntilMs) throw new Error('the wire is cut');
        const answer = await fetch(`http://127.0.0.1:${this.#ports[Number(name.slice(3))]}${path}`, init);
        // An answer that was on its way is lost too.
        if (performance.now() < this.#cutUntilMs) throw new Error('the wire is cut');
        return answer;
      },
    };
  }

  async open(): Promise<this> {
    const program = join(this.#dir, 'load.mjs');
    const tokenFile = join(this.#dir, 'token');
    writeFileSync(program, await loadScript());
    writeFileSync(tokenFile, `${token}\n`);
    const { path } = await findK6({ env: process.env, cacheDir: join(process.env.HOME ?? this.#dir, '.cache/highwater'), note: () => undefined });
    for (let index = 0; index < this.jobs; index += 1) {
      const port = await freePort();
      this.#ports.push(port);
      const args = ['--port', String(port), '--token-file', tokenFile, '--k6', path, '--work-dir', join(this.#dir, String(index)), '--tools-dir', '/none'];
      this.#children.push(spawn(process.execPath, [program, ...args], { stdio: 'inherit' }));
    }
    for (const port of this.#ports) while (!(await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok) await sleep(50);
    return this;
  }

  #living(): number[] {
    return this.#children.flatMap(({ exitCode, signalCode }, index) => (exitCode === null && signalCode === null ? [index] : []));
  }

  cut(ms: number): void {
    this.#cutUntilMs = performance.now() + ms;
  }

  port(index: number): number {
    return this.#ports[index] as number;
  }

  /** Ends a pod as an eviction would in the end. */
  kill(index: number): void {
    this.#children[index]?.kill('SIGKILL');
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      }),
    );
    rmSync(this.#dir, { recursive: true, force: true });
  }
}
