import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { subdirectoriesOf } from '../../shared/subdirectories.ts';

/** Text of a small kernel file; undefined where it is absent, unreadable or its cgroup is gone. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/** Writes a small kernel file; undefined when it went well, else the error code (`EBUSY`, `ENOENT`, ...). */
export function tryWrite(path: string, value: string): string | undefined {
  try {
    // Without O_CREAT: a missing knob answers ENOENT, whatever file system stands in for the kernel's.
    writeFileSync(path, value, { flag: 'r+' });
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** Value of `key` in a flat keyed file such as memory.events; undefined where it is missing. */
export function readKey(path: string, key: string): number | undefined {
  const match = new RegExp(`^${key} (\\d+)$`, 'm').exec(readText(path) ?? '');
  return match ? Number(match[1]) : undefined;
}

/** The cgroup and all below it, parents before children. */
export function treeOf(dir: string): string[] {
  return [dir, ...subdirectoriesOf(dir).flatMap(treeOf)];
}

/** Processes of a cgroup and of all below it. A process of a foreign PID namespace reads 0 and cannot be named, so it is left out. */
export function processesOf(dir: string): number[] {
  const lines = treeOf(dir).flatMap((each) => (readText(join(each, 'cgroup.procs')) ?? '').split('\n'));
  return [...new Set(lines.map(Number))].filter((pid) => pid > 0);
}
