import { basename, resolve } from 'node:path';
import { clusterFields } from './cluster-fields.ts';
import { containersOf } from './containers.ts';
import { runtimeAborts } from './deaths/application-log.ts';
import { isKill } from './deaths/classify.ts';
import { deathLedger } from './deaths/ledger.ts';
import type { Death, RecordingAnalysis } from './document.ts';
import { collectFacts } from './facts/collect-facts.ts';
import type { RecordingFacts } from './facts/facts.ts';
import { heapGrowthOf } from './heap/heap-growth.ts';
import { holdersOf } from './holders.ts';
import { growthOf } from './leak/growth.ts';
import { limitHits } from './metrics/limit-hits.ts';
import { peaksOf } from './metrics/peaks.ts';
import { workingSetOf } from './metrics/working-set.ts';
import { analyzePhase } from './phases.ts';
import { qualityOf } from './quality.ts';
import { idleBytes, retainedBytes } from './retained.ts';
import { readyMsOf, startupFileBytes, startupPeakBytes } from './startup.ts';

/**
 * Everything that can be concluded from one recording directory: the same bytes give the same result. Reads its manifest, its events and
 * `workload.log`. Throws `recording-unreadable`.
 */
export function analyzeRecording(dir: string): RecordingAnalysis {
  const facts = collectFacts(dir);
  return analyzeFacts(basename(resolve(dir)), facts, deathLedger(facts, runtimeAborts(dir)));
}

/** The same from facts that are already read. */
export function analyzeFacts(recording: string, facts: RecordingFacts, deaths: readonly Death[]): RecordingAnalysis {
  const { purpose, limitBytes, seed, loadFactor, env } = facts.manifest.variant;
  const hits = limitHits(facts);
  const heap = heapGrowthOf(facts);
  return {
    recording,
    purpose,
    limitBytes,
    seed,
    loadFactor,
    ...(env && { env }),
    outcome: facts.end?.outcome ?? 'interrupted',
    durationMs: facts.lastMs,
    quality: qualityOf(facts),
    phases: facts.phases.map((phase) => analyzePhase(facts, phase)),
    peakBytes: peaksOf(facts, facts.mainContainer),
    startupPeakBytes: startupPeakBytes(facts),
    startupFileBytes: startupFileBytes(facts),
    readyMs: readyMsOf(facts)?.afterMs ?? null,
    uncensored: hits === 0,
    limitHits: hits,
    deaths: [...deaths],
    kills: deaths.filter(isKill),
    restarts: facts.instances.reduce((most, event) => (event.state === 'started' ? Math.max(most, event.restart) : most), 0),
    holders: holdersOf(facts),
    idleBytes: idleBytes(facts),
    retainedBytes: retainedBytes(facts),
    growth: growthOf(facts),
    containers: containersOf(facts),
    ...clusterFields(facts),
    workingSet: workingSetOf(facts),
    ...(heap && { heap }),
  };
}
