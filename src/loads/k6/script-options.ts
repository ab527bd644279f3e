import { z } from 'zod';
import type { Plan } from '../../plan/plan.ts';
import { parseDurationMs } from '../../shared/duration.ts';
import { HighwaterError } from '../../shared/errors.ts';

const scenario = z.looseObject({
  startTime: z.string().nullish(),
  duration: z.string().nullish(),
  maxDuration: z.string().nullish(),
  stages: z.array(z.looseObject({ duration: z.string().nullish() })).nullish(),
  exec: z.string().nullish(),
});

/** What `k6 inspect` says of a script's options, as far as it matters here. */
export const scriptOptionsSchema = z.looseObject({
  scenarios: z.record(z.string(), scenario).nullish(),
  thresholds: z.record(z.string(), z.unknown()).nullish(),
  vus: z.unknown().optional(),
  duration: z.unknown().optional(),
  iterations: z.unknown().optional(),
  stages: z.unknown().optional(),
});

export type ScriptOptions = z.infer<typeof scriptOptionsSchema>;
type Scenario = z.infer<typeof scenario>;

/** Default `maxDuration` of the iteration executors (k6 lib/executor/per_vu_iterations.go, shared_iterations.go). */
const defaultMaxDuration = '10m';

const durationMs = (text: string | null | undefined): number => parseDurationMs(text ?? '0') ?? 0;

function scenarioEndMs(own: Scenario): number {
  const start = durationMs(own.startTime);
  if (own.stages) return start + own.stages.reduce((sum, stage) => sum + durationMs(stage.duration), 0);
  return start + durationMs(own.duration ?? own.maxDuration ?? defaultMaxDuration);
}

const ownScenarios = (options: ScriptOptions): Scenario[] => Object.values(options.scenarios ?? {});

/** Length of the script's own scenarios in milliseconds, without their gracefulStop; an upper bound where iterations are counted. */
export const ownDurationMs = (options: ScriptOptions): number => Math.max(0, ...ownScenarios(options).map(scenarioEndMs));

/** The function that each of the script's own scenarios runs. */
export function ownExecs(options: ScriptOptions): Record<string, string> {
  return Object.fromEntries(Object.entries(options.scenarios ?? {}).map(([name, own]) => [name, own.exec ?? 'default']));
}

/** Load that the script sets by shortcuts; the plan's levels take its place. */
export function replacedShortcuts(options: ScriptOptions): string[] {
  return (['vus', 'duration', 'iterations', 'stages'] as const).filter((key) => options[key] !== undefined && options[key] !== null);
}

/** Throws `script-invalid` when script and profile both, or neither, say how much load there is. */
export function checkProfile(profile: Plan['load']['profile'], options: ScriptOptions, script: string): void {
  const own = ownScenarios(options).length > 0;
  if (own && profile !== 'script') {
    throw new HighwaterError('script-invalid', `${script} brings its own options.scenarios, but load.profile is ${profile}`, {
      hint: 'Set load.profile: script to run them unchanged, or remove options.scenarios to let the levels of the plan drive the default function.',
    });
  }
  if (!own && profile === 'script') {
    throw new HighwaterError('script-invalid', `load.profile is script, but ${script} has no options.scenarios`, {
      hint: 'Add options.scenarios to the script, or choose load.profile: ladder, surge, soak or spike.',
    });
  }
}

/** Every system tag of k6 (metrics/system_tag.go). */
const systemTags = new Set(
  'proto subproto status method url name group check error error_code tls_version scenario service expected_response iter vu ocsp_status ip'.split(' '),
);
/** What the results are told apart by. */
const neededTags = ['scenario', 'status', 'expected_response', 'error_code'];

/** System tags to keep: ours, and those that a threshold of the script selects by (`metric{tag:value}`), which would be blind without them. */
export function keptSystemTags(options: ScriptOptions): string[] {
  const selected = Object.keys(options.thresholds ?? {}).flatMap((key) => [...key.matchAll(/[{,]\s*([a-z_]+)\s*:/g)].map((match) => match[1] as string));
  return [...new Set([...neededTags, ...selected.filter((tag) => systemTags.has(tag))])];
}
