import { z } from 'zod';
import { variantSchema } from '../plan/plan.ts';
import { diagnosisSchema } from './diagnosis/document.ts';
import { heapEvidenceSchema, heapGrowthSchema } from './heap/document.ts';
import { growthSchema, leakSchema } from './leak/document.ts';
import { containerSchema, disturbanceSchema, peakBytes, podSchema } from './pod-document.ts';

export const phaseSchema = z.strictObject({
  name: z.string(),
  phaseKind: z.enum(['startup', 'idle', 'level', 'drain', 'cooldown']),
  startMs: z.number(),
  endMs: z.number(),
  offeredRate: z.number().nullable(),
  achievedRate: z.number().nullable(),
  droppedIterations: z.int().nullable(),
  /** failed requests / requests, or failed checks / checks where the script makes no HTTP request. */
  errorRate: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  /** Iterations in flight on average, by Little's law: achieved rate x mean iteration time. */
  concurrency: z.number().nullable(),
  peakBytes,
  /** Watermark covers this phase alone; false when the kernel could not reset it. */
  watermarkOfPhase: z.boolean(),
  medianHardBytes: z.number().nullable(),
  medianFileBytes: z.number().nullable(),
  /** tmpfs, /dev/shm and shared anonymous memory, part of the hard part. */
  medianShmemBytes: z.number().nullable().optional(),
  /** Share of the phase's samples whose hard part lies in the upper half between median and peak: short bursts make it small; null without samples. */
  nearPeakShare: z.number().nullable().optional(),
  /** Highest working set (usage minus inactive file cache) averaged over 10 s, the unit in which a kubelet ranks for eviction; null where it was not measured. */
  workingSet10sBytes: z.number().nullable().optional(),
  cpuMillicores: z.number().nullable(),
  /** Shares of the CPU time of all cores: in use at all, and in use by neither workload nor load generator. */
  hostBusyShare: z.number().nullable().optional(),
  strangersShare: z.number().nullable().optional(),
  throttledShare: z.number().nullable(),
  /** Share of wall time stalled on memory (PSI some); null without PSI. */
  memoryStall: z.number().nullable(),
  refaultsPerSecond: z.number().nullable(),
  majorFaultsPerSecond: z.number().nullable(),
});

export const deathClasses = [
  'main-process',
  'child-process',
  'startup',
  'init-container',
  'sidecar',
  'pod-limit',
  'sibling',
  'ancestor-limit',
  'node-allocatable',
  'global-oom',
  'evicted',
  'stale-oomkilled',
  'exit-137-not-oom',
  'suspected',
  'runtime-abort',
  'exit',
] as const;

/** A death of a process of the workload, judged from all evidence. `kills` of a recording are those whose class is a kernel OOM kill or `suspected`. */
export const deathSchema = z.strictObject({
  tMs: z.number(),
  container: z.string(),
  /** Name of the pod, and how often the container had been started again; in a cluster only. */
  pod: z.string().optional(),
  restart: z.int().optional(),
  phase: z.string(),
  pid: z.int().nullable(),
  comm: z.string().nullable(),
  class: z.enum(deathClasses),
  mainProcess: z.boolean(),
  /** Path of the cgroup whose limit was hit, where the kernel named it. */
  limitOwner: z.string().nullable(),
  evidence: z.array(
    z.strictObject({
      source: z.enum(['kernel-log', 'counter', 'exit', 'application-log', 'pod-status', 'kube-event', 'engine', 'sample']),
      text: z.string(),
      tMs: z.number(),
    }),
  ),
  confidence: z.enum(['certain', 'probable', 'suspected']),
});

export const findingSchema = z.strictObject({
  rule: z.string(),
  outcome: z.enum(['finding', 'clear', 'inconclusive', 'not-applicable', 'errored']),
  title: z.string(),
  why: z.string(),
  remedy: z.string(),
  evidence: z.array(z.string()),
});

export const qualitySchema = z.strictObject({
  ticksDue: z.int(),
  ticksLate: z.int(),
  ticksMissed: z.int(),
  gaps: z.array(z.strictObject({ fromMs: z.number(), toMs: z.number(), reason: z.string() })),
  interrupted: z.boolean(),
  hostBusyShare: z.number().nullable(),
  kernelLog: z.enum(['heard', 'denied', 'overrun', 'absent']),
  coldCache: z.enum(['evicted', 'private-copies', 'unavailable', 'unknown']),
  notes: z.array(z.strictObject({ code: z.string(), text: z.string() })),
});

/**
 * What a reader of the metrics API could have seen of the sized container: `kibibytes[i]` is its working set (usage without inactive file
 * cache) at the instant `firstMs + i * periodMs` of the recording's clock, rounded up. Each is the newest sample at that instant, no maximum
 * and no mean: peaks between two instants are not in it. Null where no sample was recent enough or nothing ran yet.
 */
export const workingSetSchema = z.strictObject({ firstMs: z.number(), periodMs: z.number(), kibibytes: z.array(z.int().nullable()) });

/** Everything that was concluded from one recording. */
export const recordingAnalysisSchema = z.strictObject({
  recording: z.string(),
  purpose: variantSchema.shape.purpose,
  limitBytes: z.number(),
  seed: z.int(),
  loadFactor: z.number(),
  /** Settings of a runtime that highwater added for this run. */
  env: z.record(z.string(), z.string()).optional(),
  outcome: z.enum(['completed', 'stopped-at-kill', 'never-ready', 'load-failed', 'interrupted', 'error']),
  durationMs: z.number(),
  quality: qualitySchema,
  phases: z.array(phaseSchema),
  peakBytes,
  /** Highest watermark before the workload was ready. */
  startupPeakBytes: z.number().nullable(),
  /** File cache charged to the workload when it became ready: runs are comparable only if this agrees. */
  startupFileBytes: z.number().nullable(),
  readyMs: z.number().nullable(),
  /** memory.events max or failcnt did not move at any level: the peak was not cut by a limit. */
  uncensored: z.boolean(),
  limitHits: z.number(),
  deaths: z.array(deathSchema),
  kills: z.array(deathSchema),
  restarts: z.int(),
  holders: z.array(
    z.strictObject({
      tMs: z.number(),
      comm: z.string(),
      pid: z.int(),
      rssBytes: z.number(),
      pssBytes: z.number().nullable(),
      threads: z.int(),
      /** A main process of the workload, as opposed to what it started. */
      main: z.boolean().optional(),
    }),
  ),
  /** Hard part at the end of idle, before any load; what setup() of the script left behind is in it. */
  idleBytes: z.number().nullable().optional(),
  /** Hard part still held at the end of cooldown, minus that at the end of idle. */
  retainedBytes: z.number().nullable(),
  /** Null where too little was sampled under load, or the process was restarted meanwhile. */
  growth: growthSchema.nullable().optional(),
  /** Peaks of every container of the workload; `peakBytes` is that of the one that is sized. */
  containers: z.array(containerSchema).optional(),
  /** Pods of the workload; in a cluster only. */
  pods: z.array(podSchema).optional(),
  /** What the cluster did to the run that the workload had no part in. */
  disturbances: z.array(disturbanceSchema).optional(),
  /** Of whole runs at the loose and at the manifest's limit; null for others, and where inactive file cache was not measured. */
  workingSet: workingSetSchema.nullable().optional(),
  /** Of a recording of purpose `heap` with two snapshots only. */
  heap: heapGrowthSchema.optional(),
});

export const loadCurveSchema = z.strictObject({
  baseBytes: z.number(),
  bytesPerUnit: z.number(),
  unit: z.enum(['iterations/s', 'concurrent iterations']),
  /** 95 % interval of bytesPerUnit and baseBytes; null below 3 recordings or 5 levels. */
  interval: z.strictObject({ baseBytes: z.tuple([z.number(), z.number()]), bytesPerUnit: z.tuple([z.number(), z.number()]) }).nullable(),
  points: z.array(z.strictObject({ recording: z.string(), phase: z.string(), load: z.number(), bytes: z.number() })),
  residuals: z.array(z.number()),
  /** Lowest and highest load that was driven, in `unit`. */
  tested: z.tuple([z.number(), z.number()]).optional(),
  /** Line through the levels that no higher one came before, and what the others hold above it; null where there are too few. */
  fresh: z.strictObject({ baseBytes: z.number(), bytesPerUnit: z.number(), heldOverBytes: z.number() }).nullable().optional(),
  /** Where the slope changes; null where a straight line does as well, or there are too few recordings to tell. */
  knee: z.strictObject({ load: z.number(), bytesPerUnitBelow: z.number(), bytesPerUnitAbove: z.number() }).nullable().optional(),
  why: z.string(),
});

/** `analysis.json` of a run: all its recordings but those of the heap, whose sizes say nothing about the workload; and what the loose-limit ones say together. */
export const analysisSchema = z.strictObject({
  kind: z.literal('Analysis'),
  schemaVersion: z.literal(1),
  runId: z.string(),
  scenario: z.string(),
  quality: qualitySchema,
  phases: z.array(phaseSchema),
  loadCurve: loadCurveSchema.nullable(),
  kills: z.array(deathSchema),
  leak: leakSchema,
  /** Absent where nobody asked for heap snapshots. */
  heap: heapEvidenceSchema.optional(),
  findings: z.array(findingSchema),
  /** A root cause for each kill, end, starved limit and growth, and for the peak. */
  diagnoses: z.array(diagnosisSchema).optional(),
  recordings: z.array(recordingAnalysisSchema),
});

export type PhaseAnalysis = z.infer<typeof phaseSchema>;
export type Death = z.infer<typeof deathSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type WorkingSetSeries = z.infer<typeof workingSetSchema>;
export type Quality = z.infer<typeof qualitySchema>;
export type RecordingAnalysis = z.infer<typeof recordingAnalysisSchema>;
export type LoadCurve = z.infer<typeof loadCurveSchema>;
export type Analysis = z.infer<typeof analysisSchema>;
