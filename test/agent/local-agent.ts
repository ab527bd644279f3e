import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { AgentPod, AgentTransport } from '../../src/ports/agent.ts';
import { agentScript } from '../../src/probes/agent/script.ts';

export const token = 'a token of the tests';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** An agent as a plain process of this machine, and a way to it that can be cut. */
export class LocalAgent {
  readonly #dir: string;
  readonly #args: readonly string[];
  #process: ChildProcess | undefined;
  #port = 0;
  #name = 0;
  /** While true, nothing reaches the agent, as where the API server is away. */
  cut = false;
  requests = 0;

  /** `dir`: an empty folder of its own; `args`: beyond what is always needed. */
  constructor(dir: string, args: readonly string[]) {
    this.#dir = dir;
    this.#args = args;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(): Promise<void> {
    const script = join(this.#dir, 'agent.mjs');
    writeFileSync(script, await agentScript());
    writeFileSync(join(this.#dir, 'token'), token);
    this.#port ||= await freePort();
    const args = [
      '--node',
      'node-1',
      '--host',
      '127.0.0.1',
      '--port',
      String(this.#port),
      '--token-file',
      join(this.#dir, 'token'),
      '--state-dir',
      this.stateDir,
    ];
    this.#process = spawn(process.execPath, [script, ...args, ...this.#args], { stdio: 'inherit' });
    this.#name += 1;
    await this.#answering();
  }

  /** A folder of another name is what the pod that replaces a removed one gets. */
  get stateDir(): string {
    const dir = join(this.#dir, 'state');
    mkdirSync(dir, { recursive: true });
    return dir;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  get transport(): AgentTransport {
    const pod: AgentPod = { node: 'node-1', namespace: 'agents', name: `agent-${this.#name}` };
    return {
      agents: async () => {
        if (this.cut) throw new Error('the API server is away');
        return [pod];
      },
      fetch: async (_pod, path, init) => {
        if (this.cut) throw new Error('the API server is away');
        this.requests += 1;
        const answer = await fetch(`http://127.0.0.1:${this.#port}${path}`, init);
        // What was under way when the connection is cut is lost too.
        const text = await answer.text();
        if (this.cut) throw new Error('the connection was cut');
        return new Response(text, { status: answer.status, headers: answer.headers });
      },
    };
  }

  async #answering(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const ok = await fetch(`http://127.0.0.1:${this.#port}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('the agent does not answer');
  }
}
