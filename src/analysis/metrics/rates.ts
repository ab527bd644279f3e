import type { PhaseAnalysis } from '../document.ts';
import { riseOf } from '../facts/counter-series.ts';
import type { MainSeries } from '../facts/facts.ts';
import type { MemoryWindow } from '../facts/memory-series.ts';

const cpuCounter = { usageUs: 0, periods: 1, throttledPeriods: 2 } as const;

/** CPU use and the share of scheduling periods in which the container was throttled; null without readings or quota. */
export function cpuFigures(main: MainSeries, fromMs: number, toMs: number): Pick<PhaseAnalysis, 'cpuMillicores' | 'throttledShare'> {
  const usage = main.cpu.rise(cpuCounter.usageUs, fromMs, toMs);
  const periods = main.cpu.rise(cpuCounter.periods, fromMs, toMs);
  const throttled = main.cpu.rise(cpuCounter.throttledPeriods, fromMs, toMs);
  return {
    // Microseconds of CPU per millisecond of wall time are thousandths of a core.
    cpuMillicores: usage ? usage.rise / usage.ms : null,
    throttledShare: periods && throttled && periods.rise > 0 ? throttled.rise / periods.rise : null,
  };
}

/** Share of wall time in which some task waited for memory (PSI some, microseconds); null without PSI. */
export function memoryStall(main: MainSeries, fromMs: number, toMs: number): number | null {
  const stalled = main.stall.rise(0, fromMs, toMs);
  return stalled ? stalled.rise / (stalled.ms * 1000) : null;
}

/** Refaults (pages evicted and read back) and major faults per second. */
export function faultFigures(window: MemoryWindow): Pick<PhaseAnalysis, 'refaultsPerSecond' | 'majorFaultsPerSecond'> {
  const first = window.t[0];
  const last = window.t.at(-1);
  if (first === undefined || last === undefined || last <= first) return { refaultsPerSecond: null, majorFaultsPerSecond: null };
  const seconds = (last - first) / 1000;
  return { refaultsPerSecond: riseOf(window.refaults) / seconds, majorFaultsPerSecond: riseOf(window.majorFaults) / seconds };
}
