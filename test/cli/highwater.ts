import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const binary = resolve(import.meta.dirname, '../../bin/highwater');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves once stderr has matched; rejects when the process ends before. */
  said(pattern: RegExp): Promise<void>;
}

/** A folder with its own scenario, reports and state, so that tests never see each other's remains. */
export class Sandbox {
  readonly dir = mkdtempSync(join(tmpdir(), 'highwater-cli-'));
  readonly state = mkdtempSync('/var/tmp/highwater-cli-state-');
  readonly env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', HIGHWATER_STATE: this.state };

  scenario(name: string, files: Readonly<Record<string, string>>): string {
    const dir = join(this.dir, 'scenarios', name);
    mkdirSync(dir, { recursive: true });
    for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
    return dir;
  }

  copyScenario(from: string, name: string): string {
    const dir = join(this.dir, 'scenarios', name);
    cpSync(from, dir, { recursive: true });
    return dir;
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const child = spawn(process.execPath, [binary, ...args], { cwd: this.dir, env: { ...this.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    const listeners = new Set<() => void>();
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
      for (const listener of listeners) listener();
    });
    const finished = new Promise<Finished>((done) => child.on('close', (code, signal) => done({ code, signal, stdout, stderr })));
    const said = (pattern: RegExp) =>
      new Promise<void>((done, fail) => {
        const look = () => {
          if (!pattern.test(stderr)) return;
          listeners.delete(look);
          done();
        };
        listeners.add(look);
        void finished.then((end) => fail(new Error(`ended (${end.code ?? end.signal}) before saying ${pattern}:\n${end.stderr}`)));
        look();
      });
    return { child, finished, said };
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return this.start(args, env).finished;
  }

  runDirs(): string[] {
    const reports = join(this.dir, 'reports');
    return readdirSync(reports).map((name) => join(reports, name));
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
    rmSync(this.state, { recursive: true, force: true });
  }
}

/** A server that answers at once and holds a little; `startup` runs before it listens. */
export function serverSource(startup = ''): string {
  return `import http from 'node:http';
${startup}
http.createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;
}

export const script = `import http from 'k6/http';
export default function () { http.get(__ENV.TARGET_URL + '/'); }
`;

/** The quickest plan that has every phase; more lines may follow. */
export function planText(
  extra = '',
  load = 'levels: [4, 8], hold: 1s, settle: 100ms, idle: 200ms, drain: 100ms, cooldown: 200ms, timeout: 2s, expected: 4, peak: 8',
): string {
  return `apiVersion: highwater/v1
name: tiny
workload:
  cpu: 500m
  local: { command: ["${process.execPath}", server.mjs], env: { PORT: "{port}" }, url: "http://127.0.0.1:{port}", readyTimeout: 8s }
load: { script: load.js, ${load} }
policy: { recordings: 1, confirmations: 1, maxRuns: 8, step: 16Mi }
${extra}`;
}
