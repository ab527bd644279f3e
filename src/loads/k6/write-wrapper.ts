import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoadRequest, ScheduledLevel } from '../../ports/load.ts';
import { ownExecs, type ScriptOptions } from './script-options.ts';
import { seedModule, wrapperModule } from './wrapper.ts';

const wrapperName = 'k6-wrapper.js';
const seedName = 'k6-seed.js';

export interface WriteWrapperRequest {
  readonly request: LoadRequest;
  readonly script: string;
  readonly options: ScriptOptions;
  readonly levels: readonly ScheduledLevel[];
}

/** Writes the two generated modules into the work folder, where they stay with the recording; path of the one that k6 runs. */
export async function writeWrapper({ request, script, options, levels }: WriteWrapperRequest): Promise<string> {
  const { plan, variant, workDir } = request;
  const execs = plan.load.profile === 'script' ? ownExecs(options) : undefined;
  const text = wrapperModule({ scriptUrl: pathToFileURL(script).href, levels, timeoutMs: plan.load.timeoutMs, ownExecs: execs }, seedName);
  const path = join(workDir, wrapperName);
  await Promise.all([writeFile(path, text), writeFile(join(workDir, seedName), seedModule(variant.seed))]);
  return path;
}
