import type { PhaseAnalysis } from '../document.ts';
import type { RecordingFacts } from '../facts/facts.ts';

const machineCounter = { busyUs: 0, totalUs: 1 } as const;

/**
 * How much of the machine's CPU was busy, and how much of it strangers used: neither workload nor load generator. Null without readings, and the
 * strangers' where the generator may run on another machine than the workload.
 */
export function machineShares(facts: RecordingFacts, fromMs: number, toMs: number): Pick<PhaseAnalysis, 'hostBusyShare' | 'strangersShare'> {
  const { machine, main, manifest } = facts;
  const busy = machine.cpu.rise(machineCounter.busyUs, fromMs, toMs);
  const total = machine.cpu.rise(machineCounter.totalUs, fromMs, toMs);
  if (!busy || !total || total.rise <= 0) return { hostBusyShare: null, strangersShare: null };
  const hostBusyShare = busy.rise / total.rise;
  const workload = main.cpu.rise(0, fromMs, toMs);
  const generator = machine.generator.rise(0, fromMs, toMs);
  if (!workload || !generator || manifest.plan.target.kind === 'cluster') return { hostBusyShare: rounded(hostBusyShare), strangersShare: null };
  const perMs = total.rise / total.ms;
  const own = (workload.rise / workload.ms + generator.rise / generator.ms) / perMs;
  return { hostBusyShare: rounded(hostBusyShare), strangersShare: rounded(Math.max(0, hostBusyShare - own)) };
}

const rounded = (share: number): number => Number(share.toPrecision(3));
