import { readFileSync } from 'node:fs';
import type { Clock, EventSink } from '../../ports/event-sink.ts';

const everyMs = 1000;
/** USER_HZ, the unit of utime and stime: 100 on every architecture that Node runs on (proc(5), sysconf(_SC_CLK_TCK)). */
const tickUs = 10_000;
/** Positions after the name in parentheses, which may hold anything: utime and stime are fields 14 and 15 (proc(5)). */
const [utime, stime] = [11, 12] as const;

/** CPU time in microseconds from the text of /proc/PID/stat; undefined for any other text. */
export function cpuTimeUs(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[utime]) + Number(fields[stime]);
  return Number.isFinite(ticks) ? ticks * tickUs : undefined;
}

/** Writes the generator's CPU time once a second until it is gone, or the returned function is called. Where there is no /proc nothing is written. */
export function watchGeneratorCpu(pid: number, clock: Clock, emit: EventSink): () => void {
  const read = (): void => {
    try {
      const usageUs = cpuTimeUs(readFileSync(`/proc/${pid}/stat`, 'latin1'));
      if (usageUs !== undefined) emit({ kind: 'generator-cpu', t: clock(), usageUs });
    } catch {
      clearInterval(timer);
    }
  };
  const timer = setInterval(read, everyMs);
  read();
  return () => clearInterval(timer);
}
