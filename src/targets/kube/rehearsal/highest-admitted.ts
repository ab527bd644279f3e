import { MiB } from '../../../shared/quantity.ts';

/** The highest of whole MiB from `lowBytes`, which is admitted, up to `highBytes` that is admitted too. */
export async function highestAdmitted(admits: (limitBytes: number) => Promise<boolean>, lowBytes: number, highBytes: number): Promise<number> {
  if (highBytes <= lowBytes || (await admits(highBytes))) return Math.max(lowBytes, highBytes);
  let [low, high] = [Math.floor(lowBytes / MiB), Math.ceil(highBytes / MiB)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await admits(middle * MiB)) low = middle;
    else high = middle;
  }
  return Math.max(lowBytes, low * MiB);
}
