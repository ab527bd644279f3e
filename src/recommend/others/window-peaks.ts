import type { Sample } from './rule.ts';

export interface WindowPeak {
  /** Whole windows since the first sample. */
  readonly window: number;
  readonly bytes: number;
}

/** Highest sample of each window, oldest first; windows begin with the first sample, their end belongs to the next one. Windows without a sample are left out. */
export function windowPeaks(samples: readonly Sample[], windowMs: number): WindowPeak[] {
  const startMs = samples[0]?.tMs ?? 0;
  const peaks = new Map<number, number>();
  for (const { tMs, bytes } of samples) {
    const window = Math.floor((tMs - startMs) / windowMs);
    peaks.set(window, Math.max(peaks.get(window) ?? 0, bytes));
  }
  return [...peaks].sort(([a], [b]) => a - b).map(([window, bytes]) => ({ window, bytes }));
}

/** 2^-(age / half-life), the newest window weighing 1. */
export function decayWeight(ageMs: number, halfLifeMs: number): number {
  return 2 ** -(ageMs / halfLifeMs);
}
