import { readlinkSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import { readText } from '../cgroup-files.ts';
import { heapSignal } from './heap-options.ts';

/** A process that could be asked for a snapshot. */
export interface HeapProcess {
  readonly pid: number;
  /** Its id in its own PID namespace, which stands in the name of the file. */
  readonly ownPid: number;
  /** Name of its program; Node renames its main thread, which is what the kernel would show. */
  readonly program: string;
  readonly anonBytes: number;
  readonly isNode: boolean;
  /** Only started what serves, and waits for its end. */
  readonly isLauncher: boolean;
}

function field(status: string, name: string): string {
  return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
}

/** Bytes; the kernel states KiB. A process that is gone, or in the kernel alone, has none. */
const anonBytesIn = (status: string): number => (Number.parseInt(field(status, 'RssAnon'), 10) || 0) * 1024;

/** `SigCgt` of proc_pid_status(5): a mask in hexadecimal, the lowest bit is signal 1. */
function catches(status: string, signal: number): boolean {
  const mask = field(status, 'SigCgt');
  return mask !== '' && (BigInt(`0x${mask}`) >> BigInt(signal - 1)) % 2n === 1n;
}

function programOf(pid: number, proc: string): string {
  try {
    return basename(readlinkSync(`${proc}/${pid}/exe`));
  } catch {
    return '';
  }
}

const launchers = /^(npm|npx|yarn|yarnpkg|pnpm|corepack|nodemon)(-cli)?(\.[cm]?js)?$/;

/** By the script that Node runs, or by the name that npm gives itself in place of its command line. */
function isLauncher(pid: number, proc: string): boolean {
  const [first = '', script = ''] = (readText(`${proc}/${pid}/cmdline`) ?? '').split('\0');
  return launchers.test(basename(script)) || launchers.test(first.split(' ')[0] as string);
}

/** The process as it is now; undefined where it is gone, or does not listen for the signal. */
function heapProcess(pid: number, proc: string): HeapProcess | undefined {
  const status = readText(`${proc}/${pid}/status`);
  if (status === undefined || !catches(status, constants.signals[heapSignal])) return undefined;
  const program = programOf(pid, proc);
  return {
    pid,
    ownPid: Number(field(status, 'NSpid').split(/\s+/).at(-1)) || pid,
    program: program || field(status, 'Name'),
    anonBytes: anonBytesIn(status),
    isNode: /^node(js)?$/.test(program),
    isLauncher: isLauncher(pid, proc),
  };
}

/**
 * Those that would answer, the one with the most anonymous memory first, programs called node before others, because a Go program listens for this signal too
 * (Go, runtime/preempt), and what started the server after it.
 */
export function heapProcesses(pids: readonly number[], proc = '/proc'): HeapProcess[] {
  return pids
    .flatMap((pid) => heapProcess(pid, proc) ?? [])
    .sort((a, b) => Number(b.isNode) - Number(a.isNode) || Number(a.isLauncher) - Number(b.isLauncher) || b.anonBytes - a.anonBytes);
}

/** Anonymous memory of all of them, bytes. */
export function anonBytesOf(pids: readonly number[], proc = '/proc'): number {
  return pids.reduce((sum, pid) => sum + anonBytesIn(readText(`${proc}/${pid}/status`) ?? ''), 0);
}
