import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, it, vi } from 'vitest';

const folder = (name: string) => join(import.meta.dirname, '../workloads', name);
const started: ChildProcess[] = [];
const stateDir = mkdtempSync(join(tmpdir(), 'highwater-workload-'));

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function start(name: string, env: Record<string, string>): Promise<{ child: ChildProcess; url: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--expose-gc', 'server.mjs'], { cwd: folder(name), env: { PORT: String(port), STATE: stateDir, ...env } });
  started.push(child);
  const url = `http://127.0.0.1:${port}`;
  await vi.waitFor(async () => expect((await fetch(`${url}/healthz`)).status).toBe(200), { timeout: 20_000, interval: 50 });
  return { child, url };
}

const childrenOf = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const entry of readdirSync(stateDir)) rmSync(join(stateDir, entry), { recursive: true });
});

afterAll(() => rmSync(stateDir, { recursive: true }));

it('prefork writes down a child that was killed, starts another, and lives on', async () => {
  const waitLog = join(stateDir, 'wait.ndjson');
  const { child, url } = await start('prefork', { WAIT_LOG: waitLog });
  const parent = child.pid as number;
  const [victim] = childrenOf(parent);
  expect(existsSync(waitLog)).toBe(false);
  process.kill(victim as number, 'SIGKILL');
  await vi.waitFor(() => expect(childrenOf(parent)).toHaveLength(2), { timeout: 20_000 });
  await vi.waitFor(() => expect(existsSync(waitLog)).toBe(true), { timeout: 20_000 });
  expect(JSON.parse(readFileSync(waitLog, 'utf8'))).toMatchObject({ pid: victim, signal: 'SIGKILL' });
  expect((await fetch(`${url}/report`)).status).toBe(200);
  expect(child.exitCode).toBe(null);
});

it.each([
  ['signal', null, 'SIGKILL'],
  ['exit', 137, null],
])('exit-137 ends itself by %s at the request that it was told, not before', async (mode, code, signal) => {
  const { child, url } = await start('exit-137', { MODE: mode, AFTER: '3' });
  const ended = new Promise((resolve) => child.once('exit', (...how) => resolve(how)));
  for (let request = 1; request < 3; request += 1) await (await fetch(url)).text();
  await sleep(200);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  await (await fetch(url)).text();
  expect(await ended).toEqual([code, signal]);
});

it('linear holds a slot per request at once, and gives slots back', async () => {
  const { child, url } = await start('linear', { SLOT_MIB: '16', SERVICE_MS: '700' });
  const pid = child.pid as number;
  const idle = residentMiB(pid);
  const answers = Promise.all([1, 2, 3, 4].map(() => fetch(url)));
  await vi.waitFor(() => expect(residentMiB(pid) - idle).toBeGreaterThan(62), { timeout: 20_000, interval: 20 });
  await answers;
  await vi.waitFor(() => expect(residentMiB(pid) - idle).toBeLessThan(32), { timeout: 20_000 });
});

it('saturating stops growing, leak does not', async () => {
  const cache = await start('saturating', { CACHE_MIB: '32', FILL_REQUESTS: '5' });
  const leak = await start('leak', { BASE_MIB: '1', LEAK_KIB: '1024' });
  const grown = { cache: 0, leak: 0 };
  for (let request = 0; request < 60; request += 1) {
    await (await fetch(cache.url)).text();
    await (await fetch(leak.url)).text();
    if (request === 29) {
      grown.cache = residentMiB(cache.child.pid as number);
      grown.leak = residentMiB(leak.child.pid as number);
    }
  }
  expect(residentMiB(cache.child.pid as number) - grown.cache).toBeLessThan(8);
  expect(residentMiB(leak.child.pid as number) - grown.leak).toBeGreaterThan(22);
});
