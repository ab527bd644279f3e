import type { RecordingEvent } from '../../recording/events.ts';
import type { RecordingManifest } from '../../recording/manifest.ts';
import { readManifest, readRecording } from '../../recording/reader.ts';
import { Collector } from './collector.ts';
import type { RecordingFacts } from './facts.ts';
import { podFacts } from './pod-facts.ts';

function byTime<T extends { readonly t: number }>(events: readonly T[]): T[] {
  return [...events].sort((a, b) => a.t - b.t);
}

/** Reads a recording directory into facts. Throws `recording-unreadable`. */
export function collectFacts(dir: string): RecordingFacts {
  return factsFrom(readManifest(dir), (visit) => readRecording(dir, visit).tornLine);
}

/**
 * Facts from any stream of events; `feed` says whether the last line was torn. Sampler, load and supervisor write on their own, so events are
 * only nearly in order of time: what is rare is sorted here.
 */
export function factsFrom(manifest: RecordingManifest, feed: (visit: (event: RecordingEvent) => void) => boolean): RecordingFacts {
  const mainContainer = manifest.plan.workload.container;
  const collector = new Collector(mainContainer);
  const tornLine = feed(collector.take);
  const { kept, watched } = collector;
  return {
    manifest,
    mainContainer,
    main: collector.main,
    machine: collector.machine,
    cgroups: new Map([...watched].map(([cg, each]) => [cg, { ...each.facts, counters: byTime(each.facts.counters) }])),
    phases: collector.phases.sort((a, b) => a.start.t - b.start.t),
    instances: byTime(kept.instance),
    kernelLines: [...kept['kernel-line']].sort((a, b) => a.seq - b.seq),
    kernelLog: byTime(kept['kernel-log']),
    holders: byTime(kept.holders),
    pods: podFacts(kept.pod, byTime(kept['pod-phase']), byTime(kept['pod-status'])),
    engineOoms: byTime(kept['engine-oom']),
    kubeEvents: byTime(kept['kube-event']),
    nodeStates: byTime(kept['node-state']),
    gaps: byTime(kept.gap),
    notes: byTime(kept.note),
    ticks: collector.ticks,
    hostCpu: collector.hostCpu,
    heap: collector.heap,
    coldCache: collector.coldCache,
    end: collector.end,
    tornLine,
    lastMs: collector.lastMs,
  };
}
