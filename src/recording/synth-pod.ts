import type { EventOf, RecordingEvent } from './events.ts';
import { bucketOf } from './latency-histogram.ts';
import { columnsOf, valuesOf } from './synth-columns.ts';
import { podLives, type SyntheticStart } from './synth-pod-lives.ts';
import { syntheticPaths, syntheticPodUid } from './synth-pod-paths.ts';
import type { SyntheticContainer, SyntheticPodSpec } from './synth-pod-spec.ts';

/** Readiness of the pod, after which its level begins. */
export const syntheticReadyMs = 2000;
const periodMs = 100;
/** cgroup numbers: 0 all pods of the node, 1 the pod, then one for each start of a container. */
export const allPodsCg = 0;
export const syntheticPodCg = 1;
export const cgOf = (start: SyntheticStart): number => 10 + 10 * start.index + start.restart;

/** All events of a recording of one pod, in order of time. */
export function syntheticPodEvents(spec: SyntheticPodSpec): RecordingEvent[] {
  const { starts, events } = podLives(spec);
  const all = [
    ...opening(spec),
    ...starts.flatMap((start) => cgroupEvents(spec, start)),
    ...samples(spec, starts),
    ...loads(spec),
    ...events,
    ...(spec.extra ?? []),
  ];
  return [...all.sort((a, b) => a.t - b.t), { kind: 'end', t: spec.durationMs, outcome: 'completed' }];
}

function opening(spec: SyntheticPodSpec): RecordingEvent[] {
  const { cgroupVersion: version, containers, durationMs } = spec;
  const running = containers.filter(({ role }) => role !== 'init');
  const limits = running.map(({ limitBytes }) => limitBytes ?? null);
  const podLimit = limits.every((limit) => limit !== null) ? limits.reduce((sum: number, limit) => sum + (limit ?? 0), 0) : null;
  const ancestor = { kind: 'cgroup' as const, t: 0, role: 'ancestor' as const, container: '', version, columns: [...columnsOf[version]] };
  const level = { phase: 'level-10', phaseKind: 'level' as const, offeredRate: 10, settleMs: 0 };
  return [
    { kind: 'kernel-log', t: 0, state: spec.kernelLog === 'heard' ? 'subscribed' : 'denied' },
    podEvent(spec),
    { ...ancestor, cg: allPodsCg, path: syntheticPaths.announcedAllPods, limitBytes: null, columns: [] },
    { ...ancestor, cg: syntheticPodCg, path: syntheticPaths.announcedPod, limitBytes: podLimit, podUid: syntheticPodUid },
    { kind: 'phase-start', t: 0, phase: 'startup', phaseKind: 'startup' },
    { kind: 'phase-end', t: syntheticReadyMs, phase: 'startup' },
    { kind: 'phase-start', t: syntheticReadyMs, ...level },
    { kind: 'phase-end', t: durationMs, phase: level.phase },
  ];
}

function podEvent({ containers, qosClass = 'Burstable' }: SyntheticPodSpec): EventOf<'pod'> {
  const resources = ({ name, role = 'app', limitBytes = null, requestBytes = limitBytes }: SyntheticContainer) => ({
    name,
    role,
    limitBytes,
    requestBytes,
    requestMillicores: null,
    limitMillicores: null,
  });
  return {
    kind: 'pod',
    t: 1,
    podUid: syntheticPodUid,
    name: 'checkout-1',
    namespace: 'synthetic',
    node: 'node-1',
    qosClass,
    priority: 0,
    limitBytes: null,
    containers: containers.map(resources),
  };
}

function cgroupEvents({ cgroupVersion: version }: SyntheticPodSpec, start: SyntheticStart): RecordingEvent[] {
  const { container, containerId, fromMs, toMs } = start;
  const cg = cgOf(start);
  const path = syntheticPaths.announced(containerId);
  const columns = [...columnsOf[version]];
  const limitBytes = container.limitBytes ?? null;
  return [
    { kind: 'cgroup', t: fromMs, cg, role: 'workload', container: container.name, version, path, limitBytes, columns, podUid: syntheticPodUid, containerId },
    { kind: 'watermark', t: toMs, cg, phase: 'level-10', bytes: container.usageBytes, sinceReset: false },
    { kind: 'cgroup-gone', t: toMs + 60, cg },
  ];
}

function samples(spec: SyntheticPodSpec, starts: readonly SyntheticStart[]): RecordingEvent[] {
  const none = { refaults: 0, majorFaults: 0, limitHits: 0 };
  const values = (bytes: number) => valuesOf(spec.cgroupVersion, { hardBytes: bytes, shmemBytes: 0, fileBytes: 0, highestBytes: bytes }, none);
  const events: RecordingEvent[] = [];
  for (let t = periodMs; t < spec.durationMs; t += periodMs) {
    const alive = starts.filter(({ fromMs, toMs }) => fromMs <= t && t < toMs);
    for (const start of alive) events.push({ kind: 'sample', t, cg: cgOf(start), v: values(start.container.usageBytes) });
    const sum = alive.reduce((total, { container }) => total + container.usageBytes, spec.podFilesBytes ?? 0);
    events.push({ kind: 'sample', t, cg: syntheticPodCg, v: values(sum) });
  }
  return events;
}

/** Ten iterations a second, all alike. */
function loads({ durationMs }: SyntheticPodSpec): RecordingEvent[] {
  const latency = { [String(bucketOf(40))]: 10 };
  const second = { iterations: 10, dropped: 0, requests: 10, failedRequests: 0, checks: 0, failedChecks: 0, vus: 1, iterationMsSum: 400 };
  return Array.from({ length: Math.floor((durationMs - syntheticReadyMs) / 1000) }, (_, index) => ({
    kind: 'load',
    t: syntheticReadyMs + index * 1000,
    level: 'level-10',
    ...second,
    latency,
    latencyOf: 'http_req_duration',
  }));
}
