import { analyzeFacts } from '../../src/analysis/analyze-recording.ts';
import { deathLedger } from '../../src/analysis/deaths/ledger.ts';
import type { Death, RecordingAnalysis } from '../../src/analysis/document.ts';
import type { RecordingFacts } from '../../src/analysis/facts/facts.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { syntheticPodEvents } from '../../src/recording/synth-pod.ts';
import type { SyntheticPodSpec } from '../../src/recording/synth-pod-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { factsOfEvents } from './facts-of.ts';
import { ladderSpec } from './specs.ts';

/** A pod with one container `app` of 100 MiB under a limit of 128 MiB, for 30 s. */
export function podSpec(overrides: Partial<SyntheticPodSpec> = {}): SyntheticPodSpec {
  return {
    cgroupVersion: 1,
    kernelLog: 'heard',
    durationMs: 30_000,
    containers: [{ name: 'app', usageBytes: 100 * MiB, limitBytes: 128 * MiB }],
    ...overrides,
  };
}

const noChange = (events: RecordingEvent[]): RecordingEvent[] => events;

export function podFactsOf(overrides: Partial<SyntheticPodSpec> = {}, change = noChange): RecordingFacts {
  return factsOfEvents(change(syntheticPodEvents(podSpec(overrides))), ladderSpec({ purpose: 'record' }));
}

export function podDeaths(overrides: Partial<SyntheticPodSpec> = {}, change = noChange): Death[] {
  return deathLedger(podFactsOf(overrides, change), []);
}

export function podAnalysis(overrides: Partial<SyntheticPodSpec> = {}, recording = '01-record'): RecordingAnalysis {
  const facts = podFactsOf(overrides);
  return analyzeFacts(recording, facts, deathLedger(facts, []));
}
