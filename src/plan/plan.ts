import { z } from 'zod';
import { dockerSchema } from './docker-fields.ts';
import { runtimeSchema } from './runtime/runtime-settings.ts';
import { targetSettingsSchema } from './target-settings.ts';

const bytes = z.int().positive();
const milliseconds = z.number().nonnegative();

/** A surge is three times the normal day, as DESIGN words it; never above the peak, which is the most that one pod must survive. */
export const surgeFactor = 3;

/** k6 refuses arrival-rate scenarios below a second (lib/executor/constant_arrival_rate.go). */
export const shortestLevelMs = 1000;

/** How k6 is driven (DESIGN section 5). Rates are iterations per second on one pod, open model. */
const load = z.strictObject({
  script: z.string(),
  profile: z.enum(['ladder', 'surge', 'soak', 'spike', 'script']),
  levels: z.array(z.number().positive()).min(1),
  holdMs: milliseconds,
  settleMs: milliseconds,
  idleMs: milliseconds,
  drainMs: milliseconds,
  cooldownMs: milliseconds,
  timeoutMs: milliseconds,
  expected: z.number().positive(),
  peak: z.number().positive(),
});

const local = z.strictObject({
  command: z.array(z.string()).min(1),
  /** Values live in memory only; a recorded plan holds the names with empty values. */
  env: z.record(z.string(), z.string()),
  url: z.string(),
  /** HTTP path answering 200..399 when ready; without it an accepted TCP connection is enough. */
  ready: z.string().optional(),
  readyTimeoutMs: milliseconds,
  singleProcessOOMKill: z.boolean(),
  /** Further files or folders whose page cache is evicted before each run, relative to the scenario. */
  files: z.array(z.string()),
});

const workload = z.strictObject({
  manifests: z.array(z.string()),
  ref: z.string().optional(),
  url: z.string().optional(),
  container: z.string(),
  cpuMillicores: z.int().positive(),
  /** The memory limit and request that stand in the manifest today, where there are any. */
  currentLimitBytes: bytes.optional(),
  currentRequestBytes: bytes.optional(),
  /** Autoscalers of the manifests that point at `ref`, as Kind/name. */
  autoscalers: z.array(z.string()).optional(),
  /** Runtime of the workload and its memory settings, as far as they can be told before it runs. */
  runtime: runtimeSchema.optional(),
  /** Argument list that builds the workload in its scenario folder, before base and head are measured beside each other. */
  build: z.array(z.string()).min(1).optional(),
  local: local.optional(),
  docker: dockerSchema.optional(),
});

const policy = z.strictObject({
  killRisk: z.number().gt(0).lt(1),
  confidence: z.number().gt(0).lt(1),
  recordings: z.int().positive(),
  confirmations: z.int().positive(),
  overload: z.number().gte(1),
  maxRuns: z.int().positive(),
  /** Resolution of the search: the larger of a size and a fraction of the limit. */
  step: z.strictObject({ minBytes: bytes, fraction: z.number().gte(0).lt(1) }),
  request: z.enum(['limit', 'expected']),
  /** One more recording in which a Node process writes what is on its heap, twice. */
  heapSnapshots: z.boolean().optional(),
});

const objectives = z.strictObject({
  errorRateMax: z.number().gte(0).lte(1).optional(),
  p99MaxMs: milliseconds.optional(),
  /** Share of wall time in which tasks of the workload waited for reclaim (PSI some). */
  stallMax: z.number().gte(0).lte(1).optional(),
});

const traffic = z.strictObject({
  idle: z.number().nonnegative(),
  expected: z.number().positive(),
  peak: z.number().positive(),
  /** Relative growth of load per second in the steepest ramp. */
  growthPerSecond: z.number().nonnegative(),
  failover: z.int().nonnegative(),
});

export const planSchema = z.strictObject({
  apiVersion: z.literal('highwater/v1'),
  name: z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/),
  target: targetSettingsSchema,
  workload,
  load,
  traffic: traffic.optional(),
  objectives,
  policy,
  sampling: z.strictObject({ hz: z.number().min(10).max(100) }),
  seed: z.int().nonnegative(),
  gate: z.record(z.string(), z.unknown()),
});

/** The resolved, frozen, serialisable description of what is measured. */
export type Plan = z.infer<typeof planSchema>;

/** What one recording of a plan is for: the part that differs between the runs of one plan. */
export const variantSchema = z.strictObject({
  /** 1-based position in the run directory. */
  index: z.int().positive(),
  /**
   * `other`: the peak at a limit that somebody else's rule gives. `settings`: the whole profile at the recommended limit with the settings of `env`.
   * `heap`: the peak twice, what is on the heap written after each; evidence of what grows, and of no size.
   */
  purpose: z.enum(['current', 'record', 'search', 'confirm', 'overload', 'other', 'settings', 'heap']),
  limitBytes: bytes,
  /** Orders the levels and seeds Math.random of the script. */
  seed: z.int().nonnegative(),
  /** `ladder`: the plan's whole profile; `peak`: startup and the peak level only. */
  load: z.enum(['ladder', 'peak']),
  /** Multiplies every rate; above 1 only for the overload run. */
  loadFactor: z.number().positive(),
  stopAtFirstKill: z.boolean(),
  /** Settings of a runtime on top of the workload's environment, made by highwater itself, so no secrets. Options are added to those that are there. */
  env: z.record(z.string(), z.string()).optional(),
});

export type Variant = z.infer<typeof variantSchema>;
