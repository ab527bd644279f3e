import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HighwaterError } from '../../shared/errors.ts';
import { processesOf, tryWrite } from '../machine/cgroup-files.ts';
import type { CgroupSet } from '../machine/cgroup-set.ts';

/** A process in an uninterruptible wait dies only when that ends; beyond this it is reported. */
const patienceMs = 10_000;
const pollMs = 5;

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone in the meantime; whether any is left is decided by reading the cgroup again.
  }
}

/** Kills every process of the cgroup and of all below it, and returns when the kernel lists none. Throws `target-failed` when some will not die. */
export async function killProcesses(set: CgroupSet): Promise<void> {
  const v2Dir = set.version === 2 ? set.memory : set.unified;
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    const pids = processesOf(set.memory);
    if (pids.length === 0) return;
    if (waitedMs > patienceMs) {
      throw new HighwaterError('target-failed', `processes ${pids.join(', ')} of ${set.memory} do not die`, {
        hint: 'see what they wait for: cat /proc/PID/stack',
      });
    }
    // Since 5.14: one write reaches forks that a walk through cgroup.procs would miss.
    if (v2Dir) tryWrite(join(v2Dir, 'cgroup.kill'), '1');
    pids.forEach(killOne);
    await sleep(pollMs);
  }
}
