import type { ScheduledLevel } from '../../ports/load.ts';

/** Scenario and metric that tell the wall time at which the scenarios began, after setup(). */
export const markerScenario = 'highwater_marker';
export const markerMetric = 'highwater_zero';
/** Levels begin this long after the marker, so that the runner knows load zero before the first request. */
export const leadMs = 1000;

export interface WrapperRequest {
  /** `file:` URL of the user's script. */
  readonly scriptUrl: string;
  readonly levels: readonly ScheduledLevel[];
  readonly timeoutMs: number;
  /** Functions that the script's own scenarios run; undefined where the plan's levels drive the default function. */
  readonly ownExecs: readonly string[] | undefined;
}

/** k6 allows `[0-9a-zA-Z_-]` in scenario names (lib/executor/base_config.go), a level of 2.5 has a dot. */
export const scenarioOf = (level: ScheduledLevel): string => level.name.replaceAll('.', '_');

/** VUs are capped by rate x timeout: by then an iteration is late, and one more in flight would hide that. */
const vusOf = (level: ScheduledLevel, timeoutMs: number): number => Math.max(1, Math.ceil((level.rate * timeoutMs) / 1000));

function levelScenario(level: ScheduledLevel, timeoutMs: number): Record<string, unknown> {
  const whole = Number.isInteger(level.rate);
  const vus = vusOf(level, timeoutMs);
  return {
    executor: 'constant-arrival-rate',
    rate: whole ? level.rate : Math.round(level.rate * 1000),
    timeUnit: whole ? '1s' : '1000s',
    startTime: `${leadMs + level.startMs}ms`,
    // The tick that falls on the very end sometimes runs and sometimes does not; without it the number of iterations is the plan's.
    duration: `${level.durationMs - 1}ms`,
    gracefulStop: `${timeoutMs}ms`,
    preAllocatedVUs: vus,
    maxVUs: vus,
  };
}

const marker = { executor: 'per-vu-iterations', vus: 1, iterations: 1, exec: 'highwaterMarker', startTime: '0s', maxDuration: '10s', gracefulStop: '0s' };

function scenariosText({ levels, timeoutMs, ownExecs }: WrapperRequest): string {
  const ours = ownExecs ? {} : Object.fromEntries(levels.map((level) => [scenarioOf(level), levelScenario(level, timeoutMs)]));
  const text = JSON.stringify({ ...ours, [markerScenario]: marker }, null, 2).replaceAll('\n', '\n  ');
  return ownExecs ? `{ ...script.options.scenarios, ...${text} }` : text;
}

function defaultText(ownExecs: readonly string[] | undefined): string {
  if (ownExecs && !ownExecs.includes('default')) return '';
  return `const main = script.default;
if (typeof main !== 'function') throw new Error('the script exports no default function to run');
export default main;
`;
}

/** Seeds Math.random before the user's module is evaluated: an imported module runs before the importing one, in the order of the imports. */
export function seedModule(seed: number): string {
  // Go's source is a linear generator: neighbouring seeds give evenly spaced first numbers, which would smooth out the very peaks
  // that are looked for. So the VU number is mixed in by a hash (murmur3's finaliser).
  return `import { randomSeed } from 'k6';

let mixed = (${seed % 2 ** 32} ^ Math.imul(__VU + 1, 0x9e3779b1)) >>> 0;
mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
randomSeed((mixed ^ (mixed >>> 16)) >>> 0);
`;
}

/** The module that k6 runs: the user's script with the plan's levels around it, everything else it exports kept. */
export function wrapperModule(request: WrapperRequest, seedFile: string): string {
  const url = JSON.stringify(request.scriptUrl);
  return `import './${seedFile}';
import * as script from ${url};
import exec from 'k6/execution';
import { Gauge } from 'k6/metrics';

export * from ${url};

// vus, duration, iterations and stages are other ways to say how much load; the scenarios below say it.
const { vus, duration, iterations, stages, scenarios, ...kept } = script.options ?? {};
export const options = {
  ...kept,
  scenarios: ${scenariosText(request)},
};

const zero = new Gauge('${markerMetric}');
export function highwaterMarker() {
  zero.add(exec.scenario.startTime);
}

${defaultText(request.ownExecs)}`;
}
