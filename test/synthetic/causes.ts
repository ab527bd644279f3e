import type { Cause, Diagnosis } from '../../src/analysis/diagnosis/document.ts';
import type { RecordingAnalysis } from '../../src/analysis/document.ts';
import { ladderPhases } from '../../src/recording/synth-ladder.ts';
import type { MemoryTruth, SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { analysisOf } from './facts-of.ts';

/** A run whose root cause is known by construction. */
export interface CausedRun {
  readonly truth: Cause;
  /** Which of the diagnoses must name it. */
  readonly what: Diagnosis['what'];
  readonly recordings: (seed: number) => RecordingAnalysis[];
}

const flat: MemoryTruth = { baseBytes: 60 * MiB, bytesPerRate: 0.02 * MiB, noiseBytes: 0.2 * MiB };

function spec(seed: number, overrides: Partial<SyntheticSpec>): SyntheticSpec {
  const phases = ladderPhases({ levels: [10, 20, 30, 40, 50], holdMs: 12_000, settleMs: 4000, quietMs: 6000, seed });
  return { seed, index: seed, cgroupVersion: 2, hz: 10, limitBytes: 1024 * MiB, phases, memory: flat, ...overrides };
}

const loose =
  (memory: MemoryTruth, about: Partial<SyntheticSpec> = {}) =>
  (seed: number) =>
    [1, 2, 3].map((index) => analysisOf(spec(10 * seed + index, { memory, ...about }), `0${index}-record`));

/** Loose-limit recordings, then one at a lower limit. */
const withReplay =
  (memory: MemoryTruth, replay: Partial<SyntheticSpec>, change: (recording: RecordingAnalysis) => RecordingAnalysis = (same) => same) =>
  (seed: number) => [
    ...loose(memory)(seed),
    change(analysisOf(spec(10 * seed + 4, { memory, purpose: 'search', limitBytes: 100 * MiB, ...replay }), '04-search')),
  ];

const onlyLate = (recording: RecordingAnalysis): RecordingAnalysis => ({
  ...recording,
  phases: recording.phases.map((phase) => ({ ...phase, p99Ms: phase.p99Ms === null ? null : 40 * phase.p99Ms })),
});

const held = (recordings: RecordingAnalysis[], comm: string, bytes: number): RecordingAnalysis[] =>
  recordings.map((recording) => ({
    ...recording,
    holders: [
      { tMs: 20_000, comm: 'server', pid: 1, rssBytes: 40 * MiB, pssBytes: null, threads: 4, main: true },
      { tMs: 20_000, comm, pid: 2, rssBytes: bytes, pssBytes: null, threads: 1, main: false },
    ],
  }));

const leaking: MemoryTruth = { ...flat, leak: { bytesPerIteration: (60 * MiB) / 1800 } };
const heap = (bytes: number): MemoryTruth => ({ ...flat, underLoadBytes: bytes });

/** By name; every seed draws the noise anew. */
export const causedRuns: Readonly<Record<string, CausedRun>> = {
  'the whole machine ran out': {
    truth: 'node-pressure',
    what: 'kill',
    recordings: withReplay(flat, { kills: [{ atMs: 30_000, what: 'main' }] }, (recording) => ({
      ...recording,
      deaths: recording.deaths.map((death) => ({ ...death, class: 'global-oom' as const })),
      kills: recording.kills.map((kill) => ({ ...kill, class: 'global-oom' as const })),
    })),
  },
  'ended with 137 by somebody else': { truth: 'not-memory', what: 'end', recordings: loose(flat, { kills: [{ atMs: 30_000, what: 'exit-137' }] }) },
  'gave up at its own heap limit': {
    truth: 'runtime-heap-cap',
    what: 'end',
    recordings: withReplay(flat, { kills: [{ atMs: 30_000, what: 'exit-137' }] }, (recording) => ({
      ...recording,
      deaths: recording.deaths.map((death) => ({ ...death, class: 'runtime-abort' as const })),
    })),
  },
  'a sidecar was killed': {
    truth: 'sidecar',
    what: 'kill',
    recordings: withReplay(flat, { kills: [{ atMs: 30_000, what: 'main' }], sidecars: 1 }, (recording) => ({
      ...recording,
      deaths: recording.deaths.map((death) => ({ ...death, container: 'sidecar-1' })),
      kills: recording.kills.map((kill) => ({ ...kill, container: 'sidecar-1' })),
    })),
  },
  'killed while starting': {
    truth: 'startup-peak',
    what: 'kill',
    recordings: withReplay({ ...flat, startupBytes: 120 * MiB }, { kills: [{ atMs: 2000, what: 'startup' }] }),
  },
  'a limit below idle': {
    truth: 'limit-too-low',
    what: 'kill',
    recordings: withReplay(flat, { limitBytes: 40 * MiB, kills: [{ atMs: 2000, what: 'startup' }] }),
  },
  'a child was killed': { truth: 'child-outgrew', what: 'kill', recordings: withReplay(flat, { kills: [{ atMs: 30_000, what: 'child' }] }) },
  'a child holds the memory': { truth: 'child-outgrew', what: 'peak', recordings: (seed) => held(loose(heap(90 * MiB))(seed), 'worker', 96 * MiB) },
  'waits for its own program': {
    truth: 'starvation',
    what: 'starved',
    recordings: withReplay(flat, { limitHits: 9, stallShare: 0.4, majorFaultsPerSecond: 500 }, onlyLate),
  },
  'fills tmpfs': { truth: 'tmpfs', what: 'peak', recordings: loose({ ...heap(90 * MiB), shmemShare: 0.7 }) },
  leaks: { truth: 'leak', what: 'growth', recordings: loose(leaking) },
  'killed by its leak': { truth: 'leak', what: 'kill', recordings: withReplay(leaking, { limitBytes: 90 * MiB, kills: [{ atMs: 60_000, what: 'main' }] }) },
  'starved by its leak': {
    truth: 'leak',
    what: 'starved',
    recordings: withReplay(leaking, { limitHits: 9, stallShare: 0.4, majorFaultsPerSecond: 500 }, onlyLate),
  },
  'reads large files': { truth: 'page-cache', what: 'peak', recordings: loose({ ...flat, fileBytes: 300 * MiB }) },
  'a heap that grows into its limit': {
    truth: 'heap-follows-limit',
    what: 'peak',
    recordings: (seed) => [
      ...loose(heap(200 * MiB))(seed),
      analysisOf(spec(10 * seed + 4, { memory: heap(90 * MiB), purpose: 'current', limitBytes: 256 * MiB }), '04-current'),
    ],
  },
  'spikes between samples': { truth: 'spike', what: 'peak', recordings: loose({ ...flat, spikes: { bytes: 90 * MiB, everyMs: 5000 } }) },
  'bursts by a timer': { truth: 'spike', what: 'peak', recordings: loose({ ...flat, bursts: { bytes: 90 * MiB, everyMs: 5000, heldMs: 300 } }) },
  // One spike or two in a level of 12 s, by where it begins, and two levels: nothing to tell a timer from requests by.
  'bursts by a timer in two levels': {
    truth: 'spike',
    what: 'peak',
    recordings: loose(
      { ...flat, bursts: { bytes: 90 * MiB, everyMs: 10_000, heldMs: 300 } },
      { phases: ladderPhases({ levels: [10, 20], holdMs: 12_000, settleMs: 1000, quietMs: 2000, seed: 1 }) },
    ),
  },
  'a cache that fills': { truth: 'filling', what: 'growth', recordings: loose({ ...flat, cache: { bytes: 80 * MiB, tauMs: 15_000 } }) },
  'a pool that filled early and stays': { truth: 'filling', what: 'peak', recordings: loose({ ...flat, cache: { bytes: 80 * MiB, tauMs: 1500 } }) },
  'a cache that the first requests fill': { truth: 'filling', what: 'peak', recordings: loose({ ...flat, cache: { bytes: 80 * MiB, tauIterations: 80 } }) },
  'data that setup() of the script wrote': { truth: 'held-when-idle', what: 'peak', recordings: loose({ ...flat, setupBytes: 90 * MiB }) },
  'memory follows load': { truth: 'load', what: 'peak', recordings: loose({ ...flat, bytesPerRate: 2 * MiB }) },
  'memory follows load and is given back late': { truth: 'load', what: 'peak', recordings: loose({ ...flat, bytesPerRate: 2 * MiB, keepsHighest: true }) },
  'killed at the peak load': {
    truth: 'load',
    what: 'kill',
    recordings: withReplay({ ...flat, bytesPerRate: 2 * MiB }, { limitBytes: 140 * MiB, kills: [{ atMs: 30_000, what: 'main' }] }),
  },
  'the largest body decides': { truth: 'payload-size', what: 'peak', recordings: loose(heap(90 * MiB)) },
};
