import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoadRequest, ScheduledLevel } from '../../ports/load.ts';
import { ownExecs, type ScriptOptions } from './script-options.ts';
import { seedModule } from './seed-module.ts';
import { wrapperModule } from './wrapper.ts';

const wrapperName = 'k6-wrapper.js';
const seedName = 'k6-seed.js';

export interface WriteWrapperRequest {
  readonly request: LoadRequest;
  readonly script: string;
  readonly options: ScriptOptions;
  readonly levels: readonly ScheduledLevel[];
  readonly instances: number;
}

/** Writes the two generated modules into the work folder, where they stay with the recording; path of the one that k6 runs. */
export async function writeWrapper({ request, script, options, levels, instances }: WriteWrapperRequest): Promise<string> {
  const { plan, variant, workDir } = request;
  const ownScenarios = plan.load.profile === 'script' ? ownExecs(options) : undefined;
  const [path, seedPath] = [join(workDir, wrapperName), join(workDir, seedName)];
  const urls = { scriptUrl: pathToFileURL(script).href, seedUrl: pathToFileURL(seedPath).href };
  await Promise.all([
    writeFile(path, wrapperModule({ ...urls, levels, timeoutMs: plan.load.timeoutMs, ownScenarios, instances })),
    writeFile(seedPath, seedModule(variant.seed)),
  ]);
  return path;
}
