import { shortestLevelMs } from '../../plan/plan.ts';
import type { ScheduledLevel } from '../../ports/load.ts';
import { markerMetric, markerScenario, thrownMetric } from './marker.ts';

/** Levels begin this long after the marker, so that the runner knows load zero before the first request. */
export const leadMs = 1000;

export interface WrapperRequest {
  /** `file:` URL of the user's script. */
  readonly scriptUrl: string;
  /** The same of the module that seeds Math.random. */
  readonly seedUrl: string;
  readonly levels: readonly ScheduledLevel[];
  readonly timeoutMs: number;
  /** The function that each of the script's own scenarios runs; undefined where the plan's levels drive the default function. */
  readonly ownScenarios: Readonly<Record<string, string>> | undefined;
  /** How many k6 share the load, each taking a segment of it. */
  readonly instances: number;
}

/** k6 allows `[0-9a-zA-Z_-]` in scenario names (lib/executor/base_config.go), a level of 2.5 has a dot. */
export const scenarioOf = (level: ScheduledLevel): string => level.name.replaceAll('.', '_');

/**
 * VUs are capped by rate x timeout: by then an iteration is late, and one more in flight would hide that. k6 deals them out to the segments evenly, and a segment
 * without one would leave its iterations undone (lib/executor: HasWork); so each gets the same whole number.
 */
const vusOf = (level: ScheduledLevel, timeoutMs: number, instances: number): number =>
  instances * Math.max(1, Math.ceil((level.rate * timeoutMs) / 1000 / instances));

/** Iterations that fall into a level, the first at its very beginning. */
export const iterationsOf = ({ rate, durationMs }: ScheduledLevel): number => Math.ceil((rate * durationMs) / 1000);

/** Ends half a period after the level's last iteration: one that falls due together with the end would sometimes run and sometimes not. */
const drivenMs = (level: ScheduledLevel): number => Math.max(shortestLevelMs, Math.round(((iterationsOf(level) - 0.5) * 1000) / level.rate));

function levelScenario(level: ScheduledLevel, timeoutMs: number, instances: number): Record<string, unknown> {
  const whole = Number.isInteger(level.rate);
  const vus = vusOf(level, timeoutMs, instances);
  return {
    executor: 'constant-arrival-rate',
    rate: whole ? level.rate : Math.round(level.rate * 1000),
    timeUnit: whole ? '1s' : '1000s',
    startTime: `${leadMs + level.startMs}ms`,
    duration: `${drivenMs(level)}ms`,
    gracefulStop: `${timeoutMs}ms`,
    preAllocatedVUs: vus,
    maxVUs: vus,
  };
}

/** One VU in each segment. */
const markerOf = (instances: number) => ({
  ...{ executor: 'per-vu-iterations', vus: instances, iterations: 1, exec: 'highwaterMarker' },
  ...{ startTime: '0s', maxDuration: '10s', gracefulStop: '0s' },
});

function scenariosText({ levels, timeoutMs, ownScenarios, instances }: WrapperRequest): string {
  const ours = ownScenarios ? {} : Object.fromEntries(levels.map((level) => [scenarioOf(level), levelScenario(level, timeoutMs, instances)]));
  const text = JSON.stringify({ ...ours, [markerScenario]: markerOf(instances) }, null, 2).replaceAll('\n', '\n  ');
  return ownScenarios ? `{ ...script.options.scenarios, ...${text} }` : text;
}

/** Where the numbers of a scenario's iterations begin, so that no two iterations of a run draw from the same seed. */
function firstNumbers({ levels, ownScenarios }: WrapperRequest): Record<string, number> {
  if (ownScenarios) return Object.fromEntries(Object.keys(ownScenarios).map((name, index) => [name, index * 2 ** 24]));
  let next = 0;
  const firsts: Record<string, number> = {};
  for (const level of levels) {
    firsts[scenarioOf(level)] = next;
    next += iterationsOf(level);
  }
  return firsts;
}

function execsText({ ownScenarios }: WrapperRequest): string {
  const names = ownScenarios ? [...new Set(Object.values(ownScenarios))] : ['default'];
  return names.map((name) => (name === 'default' ? "export default seeded('default');" : `export const ${name} = seeded('${name}');`)).join('\n');
}

/** The module that k6 runs: the user's script with the plan's levels around it, everything else it exports kept. */
export function wrapperModule(request: WrapperRequest): string {
  const url = JSON.stringify(request.scriptUrl);
  return `import { seedIteration, seedSetup } from ${JSON.stringify(request.seedUrl)};
import * as script from ${url};
import exec from 'k6/execution';
import { Counter, Gauge } from 'k6/metrics';

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

const thrown = new Counter('${thrownMetric}');
function rethrow(error) {
  thrown.add(1);
  throw error;
}

const firstNumbers = ${JSON.stringify(firstNumbers(request))};
function seeded(name) {
  const run = script[name];
  if (typeof run !== 'function') throw new Error('the script exports no ' + (name === 'default' ? 'default function' : 'function ' + name) + ' to run');
  return (...args) => {
    seedIteration(firstNumbers[exec.scenario.name] + exec.scenario.iterationInTest);
    try {
      const end = run(...args);
      return typeof end?.then === 'function' ? end.then(undefined, rethrow) : end;
    } catch (error) {
      return rethrow(error);
    }
  };
}

export function setup() {
  seedSetup();
  return script.setup?.();
}
${execsText(request)}
`;
}
