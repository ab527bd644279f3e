import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a reading of `docker stats` keeps busy, by command name as the kernel cuts it: from engine 20.10 on, containerd's shim reads the cgroup. */
const engineNames = ['dockerd', 'docker', 'containerd', 'containerd-shim'];

/** CPU time of the engine and its command on this machine, seconds; engines inside containers are not counted. Clock ticks are hundredths. */
export function engineCpuSeconds(): number {
  const own = readlinkSync('/proc/self/ns/pid');
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      if (!engineNames.includes(name) || readlinkSync(`/proc/${pid}/ns/pid`) !== own) continue;
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // Gone while it was looked at.
    }
  }
  return ticks / 100;
}

/** On-CPU seconds of the threads of this process that are not in `before`. */
export function threadsCpuSeconds(before: ReadonlySet<string>): number {
  const threads = readdirSync('/proc/self/task').filter((tid) => !before.has(tid));
  return threads.reduce((sum, tid) => sum + Number(readFileSync(`/proc/self/task/${tid}/schedstat`, 'latin1').split(' ')[0]) / 1e9, 0);
}
