import { mkdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LoadRequest } from '../../ports/load.ts';
import { inspectScript } from './inspect.ts';
import type { Reading } from './reading.ts';
import { type Environment, runProcess } from './run-process.ts';
import { scheduleLevels } from './schedule.ts';
import { checkProfile, keptSystemTags, ownDurationMs, replacedShortcuts, type ScriptOptions } from './script-options.ts';
import { leadMs, scenarioOf } from './wrapper.ts';
import { writeWrapper } from './write-wrapper.ts';

/** A script that fits the plan, with its wrapper written. */
export interface ScriptSetup {
  readonly script: string;
  readonly wrapper: string;
  readonly reading: Reading;
}

function noteOddities({ plan, variant, clock, emit }: LoadRequest, options: ScriptOptions): void {
  const note = (code: string, text: string): void => emit({ kind: 'note', t: clock(), code, text });
  if (plan.load.profile !== 'script') {
    const replaced = replacedShortcuts(options);
    if (replaced.length > 0) note('load-options-replaced', `the levels of the plan take the place of the script's ${replaced.join(', ')}`);
  } else if (variant.loadFactor !== 1) {
    note('load-factor-ignored', `a script with its own scenarios runs unchanged: its load is not multiplied by ${variant.loadFactor}`);
  }
}

/** Summaries are on only where the script has a handleSummary: k6 calls it only then, and they cost memory. */
async function hasSummary(script: string): Promise<boolean> {
  return /\bhandleSummary\b|\bexport\s*\*/.test(await readFile(script, 'utf8'));
}

/** Looks at the script and writes the wrapper for that many k6. Throws `script-invalid` for one that does not compile or does not fit the profile. */
export async function setUpScript(k6Path: string, request: LoadRequest, env: Environment, instances: number): Promise<ScriptSetup> {
  const { plan, variant } = request;
  const script = resolve(request.scenarioDir, plan.load.script);
  const options = await inspectScript(k6Path, script, env, runProcess);
  checkProfile(plan.load.profile, options, script);
  noteOddities(request, options);
  const levels = scheduleLevels(plan, variant, ownDurationMs(options));
  await mkdir(request.workDir, { recursive: true });
  const wrapper = await writeWrapper({ request, script, options, levels, instances });
  const own = plan.load.profile === 'script';
  const reading = {
    levels,
    levelByScenario: own ? undefined : Object.fromEntries(levels.map((level) => [scenarioOf(level), level.name])),
    leadMs: own ? 0 : leadMs,
    systemTags: keptSystemTags(options),
    summary: await hasSummary(script),
  };
  return { script, wrapper, reading };
}
