import { MiB } from '../../shared/quantity.ts';

/** Exactly these bytes as a quantity that the API server keeps as it is written. */
export function quantityText(bytes: number): string {
  const whole = Math.ceil(bytes);
  if (whole % MiB === 0) return `${whole / MiB}Mi`;
  return whole % 1024 === 0 ? `${whole / 1024}Ki` : String(whole);
}

export function cpuText(millicores: number): string {
  return `${Math.ceil(millicores)}m`;
}
