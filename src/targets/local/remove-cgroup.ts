import { existsSync, rmdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { HighwaterError } from '../../shared/errors.ts';
import { treeOf } from '../machine/cgroup-files.ts';
import { type CgroupSet, directoriesOf } from '../machine/cgroup-set.ts';

const patienceMs = 5000;
const pollMs = 10;

function removeOne(dir: string): NodeJS.ErrnoException | undefined {
  try {
    rmdirSync(dir);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : (error as NodeJS.ErrnoException);
  }
}

async function removeTree(root: string): Promise<void> {
  for (let waitedMs = 0; existsSync(root); waitedMs += pollMs) {
    const failures = treeOf(root).reverse().map(removeOne);
    const failure = failures.find((each) => each !== undefined);
    // EBUSY: a dying process is still counted for a moment after cgroup.procs no longer shows it.
    if (failure && (failure.code !== 'EBUSY' || waitedMs > patienceMs)) {
      throw new HighwaterError('target-failed', `cgroup ${root} cannot be removed: ${failure.message}`, { cause: failure, hint: 'highwater clean' });
    }
    if (failure) await sleep(pollMs);
  }
}

/** Removes a cgroup without processes, leaves first, in every hierarchy. Safe to call twice. */
export async function removeCgroup(set: CgroupSet): Promise<void> {
  for (const dir of directoriesOf(set)) await removeTree(dir);
}
