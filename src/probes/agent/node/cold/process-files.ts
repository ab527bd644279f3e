import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../read-text.ts';

/** A file that a process has mapped, by the names that its own root gives. */
export interface MappedFile {
  readonly path: string;
  readonly inode: number;
}

const noPageCache = ['/dev/', '/proc/', '/sys/', '/memfd:'];

function isOnDisk(path: string): boolean {
  return path.startsWith('/') && !path.endsWith(' (deleted)') && !noPageCache.some((prefix) => path.startsWith(prefix));
}

/** Files of /proc/PID/maps: range, rights, offset, device, inode, path (proc_pid_maps(5)). Empty when the process is gone. */
export function mappedFiles(procDir: string, pid: number): MappedFile[] {
  const files = new Map<string, MappedFile>();
  for (const line of (readText(join(procDir, String(pid), 'maps')) ?? '').split('\n')) {
    const match = /^\S+ \S{4} \S+ \S+ (\d+)\s+(\/.*)$/.exec(line);
    const path = match?.[2]?.replaceAll('\\012', '\n');
    if (path !== undefined && match?.[1] !== '0' && isOnDisk(path)) files.set(path, { path, inode: Number(match?.[1]) });
  }
  return [...files.values()];
}

/** Paths that a process holds open; sockets, pipes and devices are no paths on disk. */
export function openedPaths(procDir: string, pid: number): string[] {
  const dir = join(procDir, String(pid), 'fd');
  const names = attempt(() => readdirSync(dir)) ?? [];
  return names.flatMap((name) => attempt(() => readlinkSync(join(dir, name))) ?? []).filter(isOnDisk);
}

/** The process may go away at any moment. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
