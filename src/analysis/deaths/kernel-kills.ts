import type { EventOf } from '../../recording/events.ts';
import { type KernelRecord, parseKernelLine } from './kernel-log.ts';

export interface Victim {
  readonly tMs: number;
  readonly pid: number;
  readonly comm: string;
  /** What it held of its own, not of files; null where the line does not say. */
  readonly heldBytes: number | null;
  readonly line: string;
}

/** One kill by the kernel: one victim, or all of a cgroup with memory.oom.group. Null paths: the line that names them was rate-limited away. */
export interface KernelKill {
  readonly tMs: number;
  readonly victims: Victim[];
  oomPath: string | null;
  taskPath: string | null;
  global: boolean;
  group: boolean;
}

type Context = Extract<KernelRecord, { type: 'context' }>;

/** What /dev/kmsg puts before the text: priority, number, time, flags (Documentation/ABI/testing/dev-kmsg). */
const recordPrefix = /^\d+,\d+,\d+,[^;]*;/;
/** Lines of one kill come within a few milliseconds; a pid is not given out again so soon. */
const togetherMs = 1000;

/** The kills that a kernel log tells of, its lines in order of their sequence number. Each victim stands once, however often it was logged. */
export function kernelKills(lines: readonly EventOf<'kernel-line'>[]): KernelKill[] {
  const kills: KernelKill[] = [];
  let context: { readonly record: Context; readonly tMs: number } | undefined;
  let groupOpen = false;
  for (const { kernelMs: tMs, line: raw } of lines) {
    const line = raw.replace(recordPrefix, '');
    const record = parseKernelLine(line);
    if (record === undefined) {
      if (line.includes('invoked oom-killer')) groupOpen = false;
    } else if (record.type === 'context') {
      context = { record, tMs };
      groupOpen = false;
    } else if (record.type === 'group') {
      groupOpen = openGroup(kills, record.path, tMs);
    } else {
      const fitting =
        context && tMs - context.tMs < togetherMs && (context.record.pid === null || context.record.pid === record.pid) ? context.record : undefined;
      addVictim(
        kills,
        { tMs, pid: record.pid, comm: record.comm, heldBytes: record.heldBytes, line },
        groupOpen ? 'group' : { context: fitting, global: record.global },
      );
    }
  }
  return kills;
}

/** The kernel announces the group after its first victim (mm/oom_kill.c, oom_kill_process). */
function openGroup(kills: readonly KernelKill[], path: string, tMs: number): boolean {
  const last = kills.at(-1);
  if (!last || tMs - last.tMs > togetherMs) return false;
  last.group = true;
  last.taskPath ??= path;
  return true;
}

function addVictim(kills: KernelKill[], victim: Victim, how: 'group' | { context: Context | undefined; global: boolean | null }): void {
  const known = kills.some((kill) => kill.victims.some((other) => other.pid === victim.pid && Math.abs(other.tMs - victim.tMs) < togetherMs));
  if (known) return;
  const last = kills.at(-1);
  if (how === 'group' && last && victim.tMs - last.tMs < togetherMs) {
    last.victims.push(victim);
    return;
  }
  const { context, global } = how === 'group' ? { context: undefined, global: null } : how;
  kills.push({
    tMs: victim.tMs,
    victims: [victim],
    oomPath: context?.oomPath ?? null,
    taskPath: context?.taskPath ?? null,
    global: context?.global ?? global ?? false,
    group: false,
  });
}
