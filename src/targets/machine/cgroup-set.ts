import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, tryWrite } from './cgroup-files.ts';

/** The directories that together are one cgroup: one on v2, one per hierarchy on v1. */
export interface CgroupSet {
  readonly version: 1 | 2;
  readonly memory: string;
  readonly cpu?: string;
  readonly cpuacct?: string;
  readonly pids?: string;
  readonly unified?: string;
}

const hierarchies = ['memory', 'cpu', 'cpuacct', 'pids', 'unified'] as const;

/** Each directory once: controllers that are mounted together share one. */
export function directoriesOf(set: CgroupSet): string[] {
  return [...new Set(hierarchies.map((name) => set[name]).filter((dir) => dir !== undefined))];
}

/** The same relative place in every hierarchy. */
export function mapDirectories(set: CgroupSet, change: (dir: string) => string): CgroupSet {
  const dirs = hierarchies.flatMap((name) => (set[name] === undefined ? [] : [[name, change(set[name])] as const]));
  return { version: set.version, ...(Object.fromEntries(dirs) as Omit<CgroupSet, 'version'>) };
}

export function childOf(set: CgroupSet, name: string): CgroupSet {
  return mapDirectories(set, (dir) => join(dir, name));
}

/** Creates the directories; on v1 before 5.11 a parent counts its children only when told so before it has any. */
export function createSet(set: CgroupSet): void {
  for (const dir of directoriesOf(set)) mkdirSync(dir);
  if (set.version === 1 && readText(join(set.memory, 'memory.use_hierarchy'))?.trim() === '0') tryWrite(join(set.memory, 'memory.use_hierarchy'), '1');
}

/** Files into which a process writes its id to enter the cgroup. */
export function joinFiles(set: CgroupSet): string[] {
  return directoriesOf(set).map((dir) => join(dir, 'cgroup.procs'));
}
