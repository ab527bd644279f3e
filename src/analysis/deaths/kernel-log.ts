/** What one kernel log line says about an OOM kill (mm/oom_kill.c, mm/memcontrol.c). Null paths: the line does not name them. */
export type KernelRecord =
  | { readonly type: 'context'; readonly oomPath: string | null; readonly taskPath: string | null; readonly global: boolean; readonly pid: number | null }
  | { readonly type: 'killed'; readonly pid: number; readonly comm: string; readonly heldBytes: number | null; readonly global: boolean | null }
  | { readonly type: 'group'; readonly path: string };

/** The record of a line; undefined for the many lines around a kill that name no victim. */
export function parseKernelLine(line: string): KernelRecord | undefined {
  return parseContext(line) ?? parseKilled(line) ?? parseGroup(line) ?? parseOldContext(line);
}

/**
 * `oom-kill:` line, since 5.0. Read from the right: lists of nodes and command names may hold commas. The constraint is not used: 5.0 and 5.1
 * print CONSTRAINT_NONE for cgroup kills too (fixed by 432b1de0de02).
 */
function parseContext(line: string): KernelRecord | undefined {
  if (!line.includes('oom-kill:')) return undefined;
  const tail = /,pid=(\d+),uid=\d+\s*$/.exec(line);
  if (!tail) return undefined;
  const beforePid = line.slice(0, tail.index);
  const task = beforePid.lastIndexOf(',task=');
  const taskPathAt = beforePid.lastIndexOf(',task_memcg=', task);
  if (task < 0 || taskPathAt < 0) return undefined;
  const head = beforePid.slice(0, taskPathAt);
  const oomPathAt = head.lastIndexOf(',oom_memcg=');
  return {
    type: 'context',
    oomPath: oomPathAt < 0 ? null : head.slice(oomPathAt + ',oom_memcg='.length),
    taskPath: beforePid.slice(taskPathAt + ',task_memcg='.length, task),
    global: oomPathAt < 0 && head.endsWith(',global_oom'),
    pid: Number(tail[1]),
  };
}

/** `Killed process`, with a prefix since about 5.2. Only this line is printed for every kill: the others are limited to 10 per 5 s. */
function parseKilled(line: string): KernelRecord | undefined {
  const match = /(?:(Memory cgroup out of memory|Out of memory)[^:]*: )?Killed process (\d+) \((.*)\),? .*?total-vm:/.exec(line);
  if (!match) return undefined;
  const held = /anon-rss:(\d+)kB.*?shmem-rss:(\d+)kB/.exec(line);
  const heldBytes = held ? (Number(held[1]) + Number(held[2])) * 1024 : null;
  return { type: 'killed', pid: Number(match[2]), comm: match[3] as string, heldBytes, global: match[1] === undefined ? null : match[1] === 'Out of memory' };
}

function parseGroup(line: string): KernelRecord | undefined {
  const match = /Tasks in (.+) are going to be killed due to memory\.oom\.group set/.exec(line);
  return match ? { type: 'group', path: match[1] as string } : undefined;
}

/** Up to 4.20; it names no process, the next `Killed process` line does. */
function parseOldContext(line: string): KernelRecord | undefined {
  const match = /Task in (\S+) killed as a result of limit of (\S+)/.exec(line);
  return match ? { type: 'context', taskPath: match[1] as string, oomPath: match[2] as string, global: false, pid: null } : undefined;
}
