import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Regular files that processes hold: what is written must never be replaced by a copy. */
export interface UsedFiles {
  readonly read: readonly string[];
  readonly written: readonly string[];
}

interface Use {
  readonly path: string;
  readonly writes: boolean;
}

const noPageCache = ['/dev/', '/proc/', '/sys/', '/memfd:'];

function isOnDisk(path: string): boolean {
  return path.startsWith('/') && !path.endsWith(' (deleted)') && !noPageCache.some((prefix) => path.startsWith(prefix));
}

/** A line of /proc/PID/maps: range, rights, offset, device, inode, path (proc_pid_maps(5)). Anonymous memory has inode 0. */
export function parseMapsLine(line: string): Use | undefined {
  const match = /^\S+ (\S{4}) \S+ \S+ (\d+)\s+(\/.*)$/.exec(line);
  if (!match?.[1] || !match[3] || match[2] === '0' || !isOnDisk(match[3])) return undefined;
  return { path: match[3].replaceAll('\\012', '\n'), writes: match[1][1] === 'w' && match[1][3] === 's' };
}

/** `flags` of /proc/PID/fdinfo/N are octal; the lowest two bits are the access mode, 0 for read only (open(2)). */
export function opensForWriting(fdinfo: string): boolean {
  const flags = /^flags:\s+(\d+)$/m.exec(fdinfo)?.[1];
  return flags !== undefined && (Number.parseInt(flags, 8) & 3) !== 0;
}

/** The process may go away at any moment, and with it every file read here. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function mapped(pid: number): Use[] {
  const text = attempt(() => readFileSync(`/proc/${pid}/maps`, 'utf8'), '');
  return text
    .split('\n')
    .map(parseMapsLine)
    .filter((use) => use !== undefined);
}

function opened(pid: number): Use[] {
  const dir = `/proc/${pid}/fd`;
  return attempt(() => readdirSync(dir), []).flatMap((fd) => {
    const path = attempt(() => readlinkSync(join(dir, fd)), '');
    const regular = isOnDisk(path) && attempt(() => statSync(path).isFile(), false);
    return regular ? [{ path, writes: attempt(() => opensForWriting(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')), true) }] : [];
  });
}

/** Every regular file that the processes map or hold open now. */
export function usedFilesOf(pids: readonly number[]): UsedFiles {
  const uses = pids.flatMap((pid) => [...mapped(pid), ...opened(pid)]);
  const written = new Set(uses.filter(({ writes }) => writes).map(({ path }) => path));
  const read = new Set(uses.map(({ path }) => path).filter((path) => !written.has(path)));
  return { read: [...read], written: [...written] };
}
