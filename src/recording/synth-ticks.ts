import { seededRandom } from '../shared/random.ts';
import type { RecordingEvent } from './events.ts';
import { bucketOf } from './latency-histogram.ts';
import { type SlowCounters, valuesOf } from './synth-columns.ts';
import { memoryModel } from './synth-memory.ts';
import type { SyntheticPhase, SyntheticSpec } from './synth-spec.ts';

/** Mean time of one synthetic iteration, milliseconds. */
const iterationMs = 40;

/** cgroup numbers: 0 main container, 1 its pod, 2... sidecars. */
export function workloadCgroups(spec: SyntheticSpec): number[] {
  return [0, ...Array.from({ length: spec.sidecars ?? 0 }, (_, index) => index + 2)];
}

/** Produces what the probes and the load driver write during a phase, and remembers the watermark of each cgroup. */
export interface TickSource {
  tick(tMs: number, tickMs: number, phase: SyntheticPhase, phaseShare: number): RecordingEvent[];
  everySecond(tMs: number, phase: SyntheticPhase): RecordingEvent[];
  takeWatermark(cg: number): number;
}

export function tickSource(spec: SyntheticSpec): TickSource {
  const random = seededRandom(spec.seed);
  const models = workloadCgroups(spec).map((cg) => ({ cg, model: memoryModel(spec.memory, random), highest: 0 }));
  const counters = { refaults: 0, majorFaults: 0, limitHits: 0 };
  return {
    tick(t, tickMs, phase, phaseShare) {
      const underLoad = phase.phaseKind === 'level';
      if (underLoad) counters.majorFaults += ((spec.majorFaultsPerSecond ?? 0) * tickMs) / 1000;
      if (underLoad) counters.limitHits = spec.limitHits ?? 0;
      return models.map((each) => {
        const memory = each.model(t, tickMs, phase, phaseShare);
        each.highest = Math.max(each.highest, memory.highestBytes + (spec.cgroupVersion === 2 ? 2 << 20 : 0));
        return { kind: 'sample', t, cg: each.cg, v: valuesOf(spec.cgroupVersion, memory, roundCounters(counters)) };
      });
    },
    everySecond: (t, phase) => [...machineEvents(spec, t, phase), ...(phase.rate === undefined ? [] : [loadEvent(spec, t, phase, random)])],
    takeWatermark(cg) {
      const each = models.find((model) => model.cg === cg);
      const highest = each?.highest ?? 0;
      if (each) each.highest = 0;
      return highest;
    },
  };
}

function roundCounters(counters: SlowCounters): SlowCounters {
  return { ...counters, majorFaults: Math.round(counters.majorFaults) };
}

/** CPU, pressure and punctuality; the totals follow from the time alone, so that no state is needed. */
function machineEvents(spec: SyntheticSpec, t: number, phase: SyntheticPhase): RecordingEvent[] {
  const seconds = t / 1000;
  const stalled = phase.phaseKind === 'level' ? (spec.stallShare ?? 0) : 0;
  const perCgroup = workloadCgroups(spec).flatMap<RecordingEvent>((cg) => [
    {
      kind: 'cpu',
      t,
      cg,
      usageUs: Math.round(seconds * 250_000),
      periods: Math.round(seconds * 10),
      throttledPeriods: Math.round(seconds * 10 * (spec.throttledShare ?? 0)),
      throttledUs: 0,
    },
    { kind: 'pressure', t, scope: 'cgroup', cg, resource: 'memory', someUs: Math.round(t * 1000 * stalled), fullUs: 0 },
    { kind: 'pressure', t, scope: 'cgroup', cg, resource: 'cpu', someUs: Math.round(t * 10), fullUs: 0 },
    { kind: 'pressure', t, scope: 'cgroup', cg, resource: 'io', someUs: 0, fullUs: 0 },
  ]);
  return [
    ...perCgroup,
    { kind: 'host-cpu', t, busyUs: Math.round(seconds * 600_000), totalUs: Math.round(seconds * 2_000_000) },
    { kind: 'ticks', t, due: Math.round(spec.hz), late: 0, missed: 0, maxLateMs: 1 },
  ];
}

function loadEvent(spec: SyntheticSpec, t: number, phase: SyntheticPhase, random: () => number): RecordingEvent {
  const iterations = Math.round(phase.rate ?? 0);
  const latency: Record<string, number> = {};
  for (let request = 0; request < iterations; request++) {
    const bucket = String(bucketOf(iterationMs * (0.5 + random())));
    latency[bucket] = (latency[bucket] ?? 0) + 1;
  }
  return {
    kind: 'load',
    t,
    level: phase.phase,
    iterations,
    dropped: spec.droppedPerSecond ?? 0,
    requests: iterations,
    failedRequests: 0,
    checks: 0,
    failedChecks: 0,
    vus: Math.ceil((iterations * iterationMs) / 1000),
    latency,
    latencyOf: 'http_req_duration',
    iterationMsSum: iterations * iterationMs,
  };
}
