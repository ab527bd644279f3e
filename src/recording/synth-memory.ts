import { normalFrom } from '../shared/stats/normal.ts';
import type { MemoryTruth, SyntheticPhase } from './synth-spec.ts';

export interface MemoryState {
  readonly hardBytes: number;
  readonly fileBytes: number;
  /** Part of the hard part that is tmpfs; a plausible one where it is not said. */
  readonly shmemBytes?: number;
  /** Highest usage within the tick, spikes between samples included. */
  readonly highestBytes: number;
}

interface Running {
  following: number;
  wander: number;
  cacheFill: number;
  iterations: number;
  lastSpikeMs: number;
}

/** Memory over time from its truth; call once per tick with the time since the tick before. */
export function memoryModel(truth: MemoryTruth, random: () => number): (tMs: number, tickMs: number, phase: SyntheticPhase, phaseShare: number) => MemoryState {
  const normal = normalFrom(random);
  const state: Running = { following: 0, wander: 0, cacheFill: 0, iterations: 0, lastSpikeMs: 0 };
  return (tMs, tickMs, phase, phaseShare) => {
    const rate = phase.rate ?? 0;
    advance(state, truth, rate, tickMs, normal);
    const startup = phase.phaseKind === 'startup' && phaseShare < 0.5 ? (truth.startupBytes ?? 0) : 0;
    const steady =
      truth.baseBytes +
      startup +
      setUp(truth, phase, phaseShare) +
      state.following +
      state.wander +
      accumulated(state, truth, tMs) +
      sawtooth(truth, tMs, rate) +
      held(truth, tMs, rate);
    const hardBytes = Math.max(1 << 20, Math.round(steady + (truth.noiseBytes ?? 0) * normal()));
    const fileBytes = Math.round((truth.fileBytes ?? 0) * (phase.phaseKind === 'startup' ? phaseShare : 1));
    const shmem = truth.shmemShare === undefined ? {} : { shmemBytes: Math.round(hardBytes * truth.shmemShare) };
    return { hardBytes, fileBytes, ...shmem, highestBytes: hardBytes + fileBytes + spike(state, truth, tMs, rate) };
  };
}

function advance(state: Running, truth: MemoryTruth, rate: number, tickMs: number, normal: () => number): void {
  const goal = rate * truth.bytesPerRate;
  const pull = truth.followMs ? 1 - Math.exp(-tickMs / truth.followMs) : 1;
  if (!truth.keepsHighest || goal > state.following) state.following += (goal - state.following) * pull;
  if (truth.wander) {
    const kept = truth.wander.correlation ** (tickMs / 1000);
    state.wander = state.wander * kept + truth.wander.bytes * Math.sqrt(1 - kept * kept) * normal();
  }
  if (truth.cache && rate > 0) {
    const constants = 'tauMs' in truth.cache ? tickMs / truth.cache.tauMs : (rate * tickMs) / 1000 / truth.cache.tauIterations;
    state.cacheFill += (1 - state.cacheFill) * (1 - Math.exp(-constants));
  }
  state.iterations += (rate * tickMs) / 1000;
}

function accumulated(state: Running, truth: MemoryTruth, tMs: number): number {
  const leak = state.iterations * (truth.leak?.bytesPerIteration ?? 0) + (tMs / 1000) * (truth.leak?.bytesPerSecond ?? 0);
  const step = truth.step && tMs >= truth.step.atMs ? truth.step.bytes : 0;
  return leak + step + state.cacheFill * (truth.cache?.bytes ?? 0);
}

function setUp({ setupBytes = 0 }: MemoryTruth, { phaseKind }: SyntheticPhase, phaseShare: number): number {
  if (phaseKind === 'startup') return 0;
  return phaseKind === 'idle' ? setupBytes * Math.max(0, 3 * phaseShare - 2) : setupBytes;
}

function held(truth: MemoryTruth, tMs: number, rate: number): number {
  const burst = truth.bursts && tMs % truth.bursts.everyMs < truth.bursts.heldMs ? truth.bursts.bytes : 0;
  return burst + (rate > 0 ? (truth.underLoadBytes ?? 0) : 0);
}

function sawtooth(truth: MemoryTruth, tMs: number, rate: number): number {
  if (!truth.sawtooth || rate === 0) return 0;
  return truth.sawtooth.bytes * ((tMs % truth.sawtooth.periodMs) / truth.sawtooth.periodMs);
}

function spike(state: Running, truth: MemoryTruth, tMs: number, rate: number): number {
  if (!truth.spikes || rate === 0 || tMs - state.lastSpikeMs < truth.spikes.everyMs) return 0;
  state.lastSpikeMs = tMs;
  return truth.spikes.bytes;
}
