import { readText } from './cgroup-files.ts';

/** Start times of processes begin anew with each boot; together with this they name one process for ever. */
export function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
}
