import { analyzeFacts } from '../../src/analysis/analyze-recording.ts';
import { deathLedger } from '../../src/analysis/deaths/ledger.ts';
import type { Death, RecordingAnalysis } from '../../src/analysis/document.ts';
import { factsFrom } from '../../src/analysis/facts/collect-facts.ts';
import type { RecordingFacts } from '../../src/analysis/facts/facts.ts';
import type { RecordingEvent } from '../../src/recording/events.ts';
import { syntheticEvents } from '../../src/recording/synth.ts';
import { syntheticManifest } from '../../src/recording/synth-manifest.ts';
import type { SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { ladderSpec } from './specs.ts';

/** Facts of a synthetic recording without writing it. */
export function factsOf(spec: SyntheticSpec): RecordingFacts {
  return factsOfEvents(syntheticEvents(spec), spec);
}

/** Facts of any events, with the manifest of `spec`. */
export function factsOfEvents(events: Iterable<RecordingEvent>, spec = ladderSpec()): RecordingFacts {
  return factsFrom(syntheticManifest(spec), (visit) => {
    for (const event of events) visit(event);
    return false;
  });
}

export function analysisOf(spec: SyntheticSpec, recording = `0${spec.index ?? 1}-${spec.purpose ?? 'record'}`): RecordingAnalysis {
  const facts = factsOf(spec);
  return analyzeFacts(recording, facts, deathLedger(facts, []));
}

export function deathsOf(events: Iterable<RecordingEvent>, spec = ladderSpec()): Death[] {
  return deathLedger(factsOfEvents(events, spec), []);
}
