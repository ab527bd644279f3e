import { readFileSync } from 'node:fs';

/** Above it latencies and pace are those of a busy machine; the same bound as for the machine of the workload (rule generator-saturated). */
const busyShare = 0.8;
/** Where a container sees its own cgroup, v2 and v1. */
const cpuStats = ['/sys/fs/cgroup/cpu.stat', '/sys/fs/cgroup/cpu/cpu.stat'];

interface Reading {
  readonly busy: number;
  readonly total: number;
  readonly throttled: number;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Columns of the first line of /proc/stat: user, nice, system, idle, iowait, ... (proc(5)). Guest time is in user already. */
function read(): Reading {
  const columns = (/^cpu +(.*)$/m.exec(textOf('/proc/stat'))?.[1] ?? '').split(' ').map(Number).slice(0, 8);
  const total = columns.reduce((sum, each) => sum + each, 0);
  const idle = (columns[3] ?? 0) + (columns[4] ?? 0);
  const throttled = cpuStats.map((path) => Number(/^nr_throttled (\d+)$/m.exec(textOf(path))?.[1] ?? 0));
  return { busy: total - idle, total, throttled: Math.max(...throttled) };
}

/** Begins to look at the room that the generator has; the returned function says what it lacked since, one sentence each. */
export function watchRoom(): () => string[] {
  const before = read();
  return () => {
    const after = read();
    const share = after.total > before.total ? (after.busy - before.busy) / (after.total - before.total) : 0;
    const throttled = after.throttled - before.throttled;
    return [
      ...(share > busyShare ? [`its node was ${Math.round(100 * share)} % busy while it sent load`] : []),
      ...(throttled > 0 ? [`a CPU limit held it back in ${throttled} periods`] : []),
    ];
  };
}
