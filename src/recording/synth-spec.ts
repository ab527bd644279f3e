import type { Variant } from '../plan/plan.ts';

/** The truth behind a synthetic recording: what a perfect analysis would find. All sizes in bytes, all times in milliseconds. */
export interface MemoryTruth {
  readonly baseBytes: number;
  /** Memory per unit of offered rate (iterations per second). */
  readonly bytesPerRate: number;
  /** Time constant with which memory follows a change of load. */
  readonly followMs?: number;
  /** Memory stays at the highest load seen, as with an allocator that returns nothing. */
  readonly keepsHighest?: boolean;
  /** White noise, standard deviation. */
  readonly noiseBytes?: number;
  /** A wandering plateau: standard deviation and lag-1 correlation of an AR(1) process per second. */
  readonly wander?: { readonly bytes: number; readonly correlation: number };
  /** Garbage piles up while there is load and is collected at once. */
  readonly sawtooth?: { readonly bytes: number; readonly periodMs: number };
  /** A saturating cache that fills under load: its size, and its constant in time or in iterations. */
  readonly cache?: { readonly bytes: number; readonly tauMs: number } | { readonly bytes: number; readonly tauIterations: number };
  readonly step?: { readonly atMs: number; readonly bytes: number };
  readonly leak?: { readonly bytesPerIteration?: number; readonly bytesPerSecond?: number };
  /** Spikes shorter than a sample period: only the watermark sees them. */
  readonly spikes?: { readonly bytes: number; readonly everyMs: number };
  /** What setup() of the script makes the workload hold, written in the last third of idle and kept. */
  readonly setupBytes?: number;
  /** Extra memory during the first half of startup. */
  readonly startupBytes?: number;
  /** Part of the hard part that is tmpfs; 4 % where it is not said. */
  readonly shmemShare?: number;
  /** Memory held for a moment of each period, long enough for samples to see, whether there is load or not. */
  readonly bursts?: { readonly bytes: number; readonly everyMs: number; readonly heldMs: number };
  /** Memory held as soon as there is any load, however much, as by the largest request body. */
  readonly underLoadBytes?: number;
  /** Page cache, charged as it is first read during startup. */
  readonly fileBytes?: number;
}

/** `exit-137`: the process ends itself with 137. `ancestor`: killed by the limit of the parent cgroup. `group`: the whole cgroup with three helpers. */
export type SyntheticKill = 'main' | 'child' | 'startup' | 'exit-137' | 'ancestor' | 'group';

export interface SyntheticPhase {
  readonly phase: string;
  readonly phaseKind: 'startup' | 'idle' | 'level' | 'drain' | 'cooldown';
  readonly durationMs: number;
  readonly rate?: number;
  readonly settleMs?: number;
}

export interface SyntheticSpec {
  readonly seed: number;
  readonly cgroupVersion: 1 | 2;
  readonly hz: number;
  readonly phases: readonly SyntheticPhase[];
  readonly memory: MemoryTruth;
  readonly limitBytes: number;
  /** Workload containers besides the main one, with the same memory. */
  readonly sidecars?: number;
  readonly kills?: readonly { readonly atMs: number; readonly what: SyntheticKill }[];
  readonly kernelLog?: 'heard' | 'denied';
  /** False: no counter could be read. */
  readonly countersReadable?: boolean;
  readonly limitHits?: number;
  readonly droppedPerSecond?: number;
  readonly throttledShare?: number;
  readonly stallShare?: number;
  readonly majorFaultsPerSecond?: number;
  readonly helperBytes?: number;
  readonly purpose?: Variant['purpose'];
  readonly index?: number;
}
