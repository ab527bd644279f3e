import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readHolders } from '../../src/probes/process-holders.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'highwater-holders-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function makeProcess(pid: number, rssKb: number, more: { pssKb?: number; files?: number } = {}): void {
  const dir = join(root, 'proc', String(pid));
  mkdirSync(join(dir, 'fd'), { recursive: true });
  writeFileSync(join(dir, 'status'), `Name:\tworker ${pid}\nState:\tS (sleeping)\nPid:\t${pid}\nPPid:\t1\nVmRSS:\t    ${rssKb} kB\nThreads:\t3\n`);
  if (more.pssKb !== undefined)
    writeFileSync(join(dir, 'smaps_rollup'), `0-f ---p 00:00 0 [rollup]\nRss: ${rssKb} kB\nPss: ${more.pssKb} kB\nPss_Anon: 1 kB\n`);
  for (let file = 0; file < (more.files ?? 0); file++) writeFileSync(join(dir, 'fd', String(file)), '');
}

function makeCgroup(path: string, pids: number[]): string {
  const dir = join(root, path);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'cgroup.procs'), pids.map((pid) => `${pid}\n`).join(''));
  return dir;
}

const holdersOf = (dir: string) => readHolders(dir, join(root, 'proc'));

describe('who holds the memory', () => {
  test('processes of the cgroup and below it, biggest first', async () => {
    makeProcess(10, 100, { pssKb: 80, files: 2 });
    makeProcess(11, 900, { pssKb: 850 });
    const dir = makeCgroup('cg', [10]);
    makeCgroup('cg/kid', [11]);
    expect(await holdersOf(dir)).toEqual([
      { pid: 11, ppid: 1, comm: 'worker 11', rssBytes: 900 * 1024, pssBytes: 850 * 1024, threads: 3, openFiles: 0 },
      { pid: 10, ppid: 1, comm: 'worker 10', rssBytes: 100 * 1024, pssBytes: 80 * 1024, threads: 3, openFiles: 2 },
    ]);
  });

  test('PSS that cannot be read is null; a process that is gone is left out', async () => {
    makeProcess(10, 100);
    expect(await holdersOf(makeCgroup('cg', [10, 12]))).toMatchObject([{ pid: 10, pssBytes: null }]);
  });

  test('an empty cgroup has no holders, a removed one no answer', async () => {
    expect(await holdersOf(makeCgroup('cg', []))).toEqual([]);
    expect(await holdersOf(join(root, 'gone'))).toBeUndefined();
  });

  test('no more than the fifty biggest', async () => {
    const pids = Array.from({ length: 60 }, (_, index) => 100 + index);
    for (const pid of pids) makeProcess(pid, pid);
    const holders = await holdersOf(makeCgroup('cg', pids));
    expect(holders).toHaveLength(50);
    expect(holders?.at(-1)?.pid).toBe(110);
  });
});
