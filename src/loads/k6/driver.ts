import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { LoadDriver, LoadRequest, PreparedLoad } from '../../ports/load.ts';
import { inspectScript } from './inspect.ts';
import { k6Environment } from './launch.ts';
import { K6Load } from './prepared.ts';
import { type Environment, runProcess } from './run-process.ts';
import { scheduleLevels, scriptLevelName } from './schedule.ts';
import { checkProfile, ownDurationMs, replacedShortcuts, type ScriptOptions } from './script-options.ts';
import { pauseK6 } from './start-paused.ts';
import { leadMs, markerScenario, scenarioOf } from './wrapper.ts';
import { writeWrapper } from './write-wrapper.ts';

export interface K6DriverOptions {
  readonly k6Path: string;
  readonly version: string;
  /** What the script sees as __ENV, beside TARGET_URL; the process's own by default. */
  readonly env?: Environment;
  /** Wall clock in milliseconds. */
  readonly wall?: () => number;
}

const logName = 'k6.log';

function noteOddities({ plan, variant, clock, emit }: LoadRequest, options: ScriptOptions): void {
  const note = (code: string, text: string): void => emit({ kind: 'note', t: clock(), code, text });
  if (plan.load.profile !== 'script') {
    const replaced = replacedShortcuts(options);
    if (replaced.length > 0) note('load-options-replaced', `the levels of the plan take the place of the script's ${replaced.join(', ')}`);
  } else if (variant.loadFactor !== 1) {
    note('load-factor-ignored', `a script with its own scenarios runs unchanged: its load is not multiplied by ${variant.loadFactor}`);
  }
}

/**
 * Drives load with the k6 at `k6Path`. `prepare` throws `script-invalid` for a script that does not compile or does not fit the
 * profile, `load-never-ran` when k6 does not get ready, `k6-unavailable` when it cannot be started.
 */
export function createK6Driver({ k6Path, version, env = process.env, wall = Date.now }: K6DriverOptions): LoadDriver {
  async function prepare(request: LoadRequest): Promise<PreparedLoad> {
    const { plan, variant } = request;
    const script = resolve(request.scenarioDir, plan.load.script);
    const k6Env = k6Environment(env, request.targetUrl);
    const options = await inspectScript(k6Path, script, k6Env, runProcess);
    checkProfile(plan.load.profile, options, script);
    noteOddities(request, options);
    const levels = scheduleLevels(plan, variant, ownDurationMs(options));
    await mkdir(request.workDir, { recursive: true });
    const wrapper = await writeWrapper({ request, script, options, levels });
    const logPath = join(request.workDir, logName);
    const paused = await pauseK6({ k6Path, script, wrapper, options, logPath, env: k6Env, request });

    const own = plan.load.profile === 'script';
    const names = new Map(levels.map((level) => [scenarioOf(level), level.name]));
    const levelOf = (scenario: string | undefined): string | undefined => {
      if (scenario === undefined || scenario === markerScenario) return undefined;
      return own ? scriptLevelName : names.get(scenario);
    };
    return new K6Load(paused, { request, levels, levelOf, leadMs: own ? 0 : leadMs, logPath, wall });
  }
  return { version, prepare };
}
