/** Below this, taking cores from the workload would change what is measured more than sharing them does. */
const minCoresToSplit = 4;
/** Share of the cores that the load generator gets. */
const loadShare = 0.25;

/** `0-2,5` as in Cpus_allowed_list of /proc/PID/status (proc_pid_status(5)). */
export function parseCpuList(text: string): number[] {
  return text
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first, last] = part.split('-').map(Number) as [number, number | undefined];
      return Array.from({ length: (last ?? first) - first + 1 }, (_, i) => first + i);
    });
}

export interface CoreSplit {
  readonly workload: readonly number[];
  readonly load: readonly number[];
}

/** Load and workload on cores apart, where there are some to spare; otherwise undefined and both share all. */
export function splitCores(allowed: readonly number[]): CoreSplit | undefined {
  if (allowed.length < minCoresToSplit) return undefined;
  const loadCount = Math.max(1, Math.floor(allowed.length * loadShare));
  return { workload: allowed.slice(0, -loadCount), load: allowed.slice(-loadCount) };
}
