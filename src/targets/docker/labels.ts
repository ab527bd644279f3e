import { readText } from '../machine/cgroup-files.ts';
import { isAlive, type Owner, ownerOf } from '../machine/owner.ts';

/** On every container, network and image of a run. */
export const runLabel = 'highwater.run';
/** Who made it: `<machine>/<boot>/<pid>/<start ticks>`. */
export const ownerLabel = 'highwater.owner';

interface Place {
  readonly machine: string;
  readonly boot: string;
}

/** Engines are shared between machines: only the machine that made something can tell whether its maker lives. */
function thisPlace(): Place {
  return {
    machine: (readText('/etc/machine-id') ?? readText('/etc/hostname') ?? '').trim() || 'unknown',
    boot: (readText('/proc/sys/kernel/random/boot_id') ?? '').trim() || 'unknown',
  };
}

/** Labels of everything that this process makes for a run. */
export function labelsOf(runId: string, pid: number): Record<string, string> {
  const { machine, boot } = thisPlace();
  const owner: Owner = ownerOf(pid) ?? { pid, startTicks: '0' };
  return { [runLabel]: runId, [ownerLabel]: `${machine}/${boot}/${owner.pid}/${owner.startTicks}` };
}

/** `unknown`: made on another machine. */
export function ownerState(label: string | undefined): 'alive' | 'dead' | 'unknown' {
  const [machine, boot, pid, startTicks] = (label ?? '').split('/');
  const here = thisPlace();
  if (pid === undefined || startTicks === undefined || machine !== here.machine) return 'unknown';
  if (boot !== here.boot) return 'dead';
  return isAlive({ pid: Number(pid), startTicks }) ? 'alive' : 'dead';
}
