/** One record of /dev/kmsg: `priority,sequence,microseconds,flags[,...];text`, then continuation lines that begin with a space. */
export interface KmsgRecord {
  readonly fromKernel: boolean;
  readonly seq: number;
  readonly stampMs: number;
  readonly text: string;
}

/** Parses one record's first line; undefined for anything else, such as a `KEY=value` continuation. [Documentation/ABI/testing/dev-kmsg] */
export function parseKmsgRecord(line: string): KmsgRecord | undefined {
  const match = /^(\d+),(\d+),(\d+),[^;]*;(.*)$/.exec(line);
  if (!match) return undefined;
  const [, priority, seq, stampUs, text = ''] = match;
  // The facility lies above the three level bits. Programs cannot write with facility 0: the kernel turns it into LOG_USER.
  return { fromKernel: Number(priority) >> 3 === 0, seq: Number(seq), stampMs: Number(stampUs) / 1000, text };
}

/** What an OOM kill leaves in the log, in today's wording and that of kernels up to 4.20. [mm/oom_kill.c, mm/memcontrol.c] */
const oomTexts: readonly RegExp[] = [
  /^oom-kill:/,
  /Killed process \d+/,
  /invoked oom-killer:/,
  /^memory: usage \d+kB/,
  /^Tasks in .* are going to be killed/,
  /^oom_reaper:/,
  /OOM victim \d+ .*already exiting/,
  /^Task in .* killed as a result of limit of/,
  /[Oo]ut of memory: Kill process \d+/,
  /[Oo]ut of memory and no killable processes/,
];

/** Whether a kernel line belongs to an OOM kill. */
export function isOomText(text: string): boolean {
  return oomTexts.some((pattern) => pattern.test(text));
}
