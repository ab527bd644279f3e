import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventOf } from '../recording/events.ts';
import { descendantsOf } from './sampler/hierarchy.ts';

export type HolderProcess = EventOf<'holders'>['processes'][number];

/** Reading smaps_rollup walks every page table, so only the biggest are asked. */
const maxProcesses = 50;

/** The biggest processes of a cgroup and of everything below it, biggest first. Undefined when the cgroup is gone. Never throws. */
export async function readHolders(memoryDir: string, procDir = '/proc'): Promise<HolderProcess[] | undefined> {
  const own = await readPids(memoryDir);
  if (!own) return undefined;
  const below = await Promise.all(descendantsOf(memoryDir).map(readPids));
  const pids = [...new Set([...own, ...below.flatMap((list) => list ?? [])])];
  const statuses = await Promise.all(pids.map((pid) => readStatus(pid, procDir)));
  const biggest = statuses
    .filter((status) => status !== undefined)
    .sort((a, b) => b.rssBytes - a.rssBytes)
    .slice(0, maxProcesses);
  const holders: HolderProcess[] = [];
  // One after the other: each read holds the memory-map lock of a process that is being measured.
  for (const status of biggest) holders.push({ ...status, pssBytes: await readPss(status.pid, procDir), openFiles: await countOpenFiles(status.pid, procDir) });
  return holders;
}

async function readPids(dir: string): Promise<number[] | undefined> {
  try {
    const text = await readFile(join(dir, 'cgroup.procs'), 'latin1');
    // 0 stands for a process that this PID namespace cannot see.
    return text
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0);
  } catch {
    return undefined;
  }
}

async function readStatus(pid: number, procDir: string): Promise<Omit<HolderProcess, 'pssBytes' | 'openFiles'> | undefined> {
  try {
    const text = await readFile(join(procDir, String(pid), 'status'), 'utf8');
    const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1];
    // A zombie has no VmRSS.
    const rssBytes = Number.parseInt(field('VmRSS') ?? '0', 10) * 1024;
    return { pid, ppid: Number(field('PPid')), comm: field('Name') ?? '', rssBytes, threads: Number(field('Threads')) };
  } catch {
    return undefined;
  }
}

async function readPss(pid: number, procDir: string): Promise<number | null> {
  try {
    const kibibytes = /^Pss:\s+(\d+) kB/m.exec(await readFile(join(procDir, String(pid), 'smaps_rollup'), 'latin1'))?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) * 1024;
  } catch {
    return null;
  }
}

async function countOpenFiles(pid: number, procDir: string): Promise<number | null> {
  try {
    return (await readdir(join(procDir, String(pid), 'fd'))).length;
  } catch {
    return null;
  }
}
