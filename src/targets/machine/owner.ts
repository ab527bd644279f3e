import { basename } from 'node:path';
import { subdirectoriesOf } from '../../shared/subdirectories.ts';
import { readText } from './cgroup-files.ts';

/** A process that cannot be mistaken for a later one with the same id. */
export interface Owner {
  readonly pid: number;
  /** Clock ticks after boot, field 22 of /proc/PID/stat (proc_pid_stat(5)). */
  readonly startTicks: string;
}

/** Fields after the command, which is in parentheses and may itself hold spaces and parentheses: [0] is the state, field 3. */
function statFields(pid: number): readonly string[] {
  const text = readText(`/proc/${pid}/stat`) ?? '';
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

export function ownerOf(pid: number): Owner | undefined {
  const [state, startTicks] = [statFields(pid)[0], statFields(pid)[19]];
  return startTicks === undefined || state === 'Z' || state === 'X' ? undefined : { pid, startTicks };
}

export function isAlive(owner: Owner): boolean {
  return ownerOf(owner.pid)?.startTicks === owner.startTicks;
}

/** The process and its ancestors, nearest first: what a runner may move between cgroups on its own account. */
export function lineageOf(pid: number): number[] {
  if (pid <= 1) return [];
  return [pid, ...lineageOf(Number(statFields(pid)[1] ?? 0))];
}

/** An empty child of the run's cgroup with this name says whose it is, also when the state folder is lost. */
export function ownerMark(owner: Owner): string {
  return `owner-${owner.pid}-${owner.startTicks}`;
}

export function markedOwner(runCgroupDir: string): Owner | undefined {
  for (const child of subdirectoriesOf(runCgroupDir)) {
    const match = /^owner-(\d+)-(\d+)$/.exec(basename(child));
    if (match?.[1] && match[2]) return { pid: Number(match[1]), startTicks: match[2] };
  }
  return undefined;
}
