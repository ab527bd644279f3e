import { join } from 'node:path';
import { readText, tryWrite } from './cgroup-files.ts';

const optional = ['cpu', 'pids'] as const;

/** Controllers that a v2 cgroup gives to its children. */
export function handedDown(dir: string): readonly string[] {
  return readText(join(dir, 'cgroup.subtree_control'))?.trim().split(/\s+/) ?? [];
}

/**
 * Hands the v2 controllers down to children, each by itself because one refusal must not cost the others. Returns what memory was refused with.
 * Memory goes first and alone: cpu and pids are threaded controllers, and a cgroup with processes that hands those down becomes a threaded domain,
 * in which memory can no longer be handed down at all (EOPNOTSUPP; cgroup-v2.rst, Threads).
 */
export function handDownControllers(dir: string): string | undefined {
  const present = handedDown(dir);
  const handDown = (controller: string) => (present.includes(controller) ? undefined : tryWrite(join(dir, 'cgroup.subtree_control'), `+${controller}`));
  const refused = handDown('memory');
  if (refused) return refused;
  for (const controller of optional) handDown(controller);
  return undefined;
}
