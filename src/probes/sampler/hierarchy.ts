import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { subdirectoriesOf } from '../../shared/subdirectories.ts';

/** Every cgroup directory has this file, the mount's own directory above it has not. */
const cgroupMark = 'cgroup.procs';

/** Directories above a cgroup up to and with the mount root, nearest first. */
export function ancestorsOf(memoryDir: string): string[] {
  const found: string[] = [];
  for (let dir = dirname(memoryDir); existsSync(join(dir, cgroupMark)); dir = dirname(dir)) found.push(dir);
  return found;
}

/** Every cgroup below a directory, parents before children. Empty when the directory is gone. */
export function descendantsOf(memoryDir: string): string[] {
  if (linksOf(memoryDir) === 2) return [];
  return subdirectoriesOf(memoryDir).flatMap((dir) => [dir, ...descendantsOf(dir)]);
}

/** Link count of a directory, 2 + its subdirectories on cgroup file systems, so a new child shows in one stat. 0 when gone. */
export function linksOf(dir: string): number {
  return statSync(dir, { throwIfNoEntry: false })?.nlink ?? 0;
}

/** Inode number, which tells a directory from a later one of the same name. 0 when gone. */
export function inodeOf(dir: string): number {
  return statSync(dir, { throwIfNoEntry: false })?.ino ?? 0;
}

/** `kernelPath` of a directory that lies `dir` relative to a cgroup whose directory and kernel path are known. */
export function kernelPathOf(dir: string, knownDir: string, knownPath: string): string {
  if (dir === knownDir) return knownPath;
  if (dir.startsWith(`${knownDir}/`)) return join(knownPath, dir.slice(knownDir.length + 1));
  // Above: drop one name from both at a time; at the mount root nothing is left of the path.
  if (knownPath === '/' || basename(knownDir) !== basename(knownPath)) return '/';
  return kernelPathOf(dir, dirname(knownDir), dirname(knownPath));
}
