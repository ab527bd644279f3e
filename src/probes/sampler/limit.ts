import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** v1 writes "unlimited" as LONG_MAX rounded down to pages, 9223372036854771712 with 4 KiB pages; nothing real comes near 2^62. */
const unlimitedFrom = 2 ** 62;

/** Memory limit of one cgroup in bytes; null where there is none, undefined where the file cannot be read: a cgroup that is being removed has not lost its limit. */
export function readLimit(memoryDir: string, version: 1 | 2): number | null | undefined {
  const name = version === 1 ? 'memory.limit_in_bytes' : 'memory.max';
  try {
    const limit = Number.parseInt(readFileSync(join(memoryDir, name), 'latin1'), 10);
    return Number.isNaN(limit) || limit >= unlimitedFrom ? null : limit;
  } catch {
    return undefined;
  }
}
