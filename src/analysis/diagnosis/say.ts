import { formatMemory, MiB } from '../../shared/quantity.ts';

/** Bytes in whole MiB: a finer figure says nothing to who looks for a cause. */
export function size(bytes: number): string {
  return formatMemory(Math.round(bytes / MiB) * MiB);
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
