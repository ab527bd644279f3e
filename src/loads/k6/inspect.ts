import { HighwaterError } from '../../shared/errors.ts';
import { invalidScript } from './invalid-script.ts';
import type { Environment, ProcessRunner } from './run-process.ts';
import { type ScriptOptions, scriptOptionsSchema } from './script-options.ts';

const timeoutMs = 60_000;

/** Options of a script as `k6 inspect` evaluates them, before any level is added; throws `script-invalid` when it does not compile. */
export async function inspectScript(k6Path: string, script: string, env: Environment, run: ProcessRunner): Promise<ScriptOptions> {
  const args = ['inspect', '--no-color', '--include-system-env-vars', script];
  const { exitCode, stdout, stderr } = await run(k6Path, args, { env, timeoutMs }).catch((cause: Error) => {
    throw new HighwaterError('k6-unavailable', `${k6Path} could not be started: ${cause.message}`, { cause });
  });
  if (exitCode !== 0) throw invalidScript(script, stderr);
  // console.log of the script's top level goes to stderr, stdout is the document alone.
  return scriptOptionsSchema.parse(JSON.parse(stdout));
}
