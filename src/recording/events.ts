import { z } from 'zod';
import { agentEvents } from './agent-events.ts';
import { engineOom } from './engine-oom.ts';
import { heapEvents } from './heap-events.ts';
import { kubeEvent, nodeState, pod, podPhase, podStatus } from './pod-events.ts';

/** Milliseconds since the recording's clock anchor, monotonic. */
const t = z.number();
const counters = z.record(z.string(), z.number());

/** A stretch of the run. `level` phases carry the rate that was offered and the settle time to leave out at their start. */
const phaseStart = z.strictObject({
  kind: z.literal('phase-start'),
  t,
  phase: z.string(),
  phaseKind: z.enum(['startup', 'idle', 'level', 'drain', 'cooldown']),
  offeredRate: z.number().optional(),
  settleMs: z.number().optional(),
});
const phaseEnd = z.strictObject({ kind: z.literal('phase-end'), t, phase: z.string() });

/** Announces a cgroup; later events refer to it by `cg`. `columns` name the values of its samples, by the kernel's own names. */
const cgroup = z.strictObject({
  kind: z.literal('cgroup'),
  t,
  cg: z.int(),
  role: z.enum(['workload', 'child', 'ancestor']),
  container: z.string(),
  version: z.union([z.literal(1), z.literal(2)]),
  path: z.string(),
  limitBytes: z.number().nullable(),
  columns: z.array(z.string()),
  /** In a cluster: whose it is. A restarted container is a new cgroup. */
  podUid: z.string().optional(),
  containerId: z.string().optional(),
  node: z.string().optional(),
});
const cgroupGone = z.strictObject({ kind: z.literal('cgroup-gone'), t, cg: z.int() });

/** One tick of one cgroup: `v[i]` is the value of `columns[i]`, -1 where the kernel has none. */
const sample = z.strictObject({ kind: z.literal('sample'), t, cg: z.int(), v: z.array(z.number()) });

/** The kernel's own peak at the end of a phase. `sinceReset`: it covers this phase alone, otherwise everything since the cgroup began. */
const watermark = z.strictObject({ kind: z.literal('watermark'), t, cg: z.int(), phase: z.string(), bytes: z.number(), sinceReset: z.boolean() });

/** Cumulative OOM and reclaim counters, written first, last, and whenever one changed. `local` is memory.events.local (v2). v1 names: failcnt, memsw_failcnt, oom_kill, under_oom. */
const oomCounters = z.strictObject({ kind: z.literal('counters'), t, cg: z.int(), hierarchical: counters, local: counters.optional() });

/** PSI totals in microseconds, once a second. */
const pressure = z.strictObject({
  kind: z.literal('pressure'),
  t,
  scope: z.enum(['cgroup', 'host']),
  cg: z.int().optional(),
  resource: z.enum(['memory', 'cpu', 'io']),
  someUs: z.number(),
  fullUs: z.number(),
});

/** CPU time of the cgroup and of the machine (busy and total, all cores), once a second, microseconds. */
const cpu = z.strictObject({
  kind: z.literal('cpu'),
  t,
  cg: z.int(),
  usageUs: z.number(),
  periods: z.number().optional(),
  throttledPeriods: z.number().optional(),
  throttledUs: z.number().optional(),
});
const hostCpu = z.strictObject({ kind: z.literal('host-cpu'), t, busyUs: z.number(), totalUs: z.number() });
/** CPU time of the load generator, once a second, microseconds; of all Jobs together where it runs in a cluster. On one machine with the workload, what strangers used is known with it. */
const generatorCpu = z.strictObject({ kind: z.literal('generator-cpu'), t, usageUs: z.number() });

/** Punctuality of the sampler over the last second: a tick is late when it came more than one period after it was due. */
const ticks = z.strictObject({ kind: z.literal('ticks'), t, due: z.int(), late: z.int(), missed: z.int(), maxLateMs: z.number() });
/** Nothing was sampled between the two times. */
const gap = z.strictObject({ kind: z.literal('gap'), t, fromMs: z.number(), toMs: z.number(), missed: z.int(), reason: z.string() });

/** Who holds the memory. PSS is null where smaps_rollup could not be read. */
const holders = z.strictObject({
  kind: z.literal('holders'),
  t,
  cg: z.int(),
  reason: z.enum(['phase-end', 'near-limit']),
  processes: z.array(
    z.strictObject({
      pid: z.int(),
      ppid: z.int(),
      comm: z.string(),
      rssBytes: z.number(),
      pssBytes: z.number().nullable(),
      threads: z.int(),
      openFiles: z.int().nullable(),
    }),
  ),
});

/** Life of the main process. `exited` carries code or signal; `restart` counts from 0. */
const instance = z.strictObject({
  kind: z.literal('instance'),
  t,
  container: z.string(),
  state: z.enum(['started', 'ready', 'exited', 'backoff', 'stopped']),
  restart: z.int(),
  pid: z.int().optional(),
  exitCode: z.int().nullable().optional(),
  signal: z.string().nullable().optional(),
  backoffMs: z.number().optional(),
  cg: z.int().optional(),
  podUid: z.string().optional(),
  containerId: z.string().optional(),
  /** What the container engine or runtime says of an exit; it may be about another process of the container, earlier. */
  oomKilled: z.boolean().optional(),
});

/** One kernel log line about an OOM kill, as the kernel wrote it. `kernelMs` is its own stamp on the event clock. */
const kernelLine = z.strictObject({ kind: z.literal('kernel-line'), t, seq: z.number(), kernelMs: z.number(), line: z.string() });
/** Whether the kernel log was heard: `denied` and `overrun` mean that silence proves nothing. */
const kernelLog = z.strictObject({
  kind: z.literal('kernel-log'),
  t,
  state: z.enum(['subscribed', 'denied', 'overrun', 'ended']),
  detail: z.string().optional(),
});

/** One second of load of one level. `thrown`: iterations that the script ended by an exception, none where it is absent. `latency` counts per bucket index of recording/latency-histogram.ts, in milliseconds. */
const load = z.strictObject({
  kind: z.literal('load'),
  t,
  level: z.string(),
  iterations: z.int(),
  dropped: z.int(),
  requests: z.int(),
  failedRequests: z.int(),
  checks: z.int(),
  failedChecks: z.int(),
  thrown: z.int().optional(),
  vus: z.int(),
  latency: z.record(z.string(), z.int()),
  latencyOf: z.string(),
  iterationMsSum: z.number(),
});
const loadState = z.strictObject({
  kind: z.literal('load-state'),
  t,
  state: z.enum(['released', 'started', 'ended']),
  exitCode: z.int().nullable().optional(),
  outcome: z.enum(['completed', 'thresholds-failed', 'stopped', 'script-failed', 'invalid', 'died']).optional(),
  detail: z.string().optional(),
});

/** How cold the page cache was made before the start. `residualBytes`: pages of those files that stayed because others map them. */
const coldCache = z.strictObject({
  kind: z.literal('cold-cache'),
  t,
  method: z.enum(['evicted', 'private-copies', 'unavailable']),
  files: z.int(),
  residualBytes: z.number(),
  detail: z.string().optional(),
});

/** A capability that is missing or a thing that disturbed the measurement, in words, with a stable code. */
const note = z.strictObject({ kind: z.literal('note'), t, code: z.string(), text: z.string() });
/** The last event of a recording that was closed in order. */
const end = z.strictObject({
  kind: z.literal('end'),
  t,
  outcome: z.enum(['completed', 'stopped-at-kill', 'never-ready', 'load-failed', 'interrupted', 'error']),
  detail: z.string().optional(),
});

export const eventSchema = z.discriminatedUnion('kind', [
  phaseStart,
  phaseEnd,
  cgroup,
  cgroupGone,
  sample,
  watermark,
  oomCounters,
  pressure,
  cpu,
  hostCpu,
  generatorCpu,
  ticks,
  gap,
  holders,
  instance,
  kernelLine,
  kernelLog,
  engineOom,
  pod,
  podPhase,
  podStatus,
  kubeEvent,
  nodeState,
  load,
  loadState,
  coldCache,
  ...agentEvents,
  ...heapEvents,
  note,
  end,
]);

/** The closed union of everything a recording can say. */
export type RecordingEvent = z.infer<typeof eventSchema>;
export type EventOf<K extends RecordingEvent['kind']> = Extract<RecordingEvent, { kind: K }>;
