import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { invalidScript } from '../../invalid-script.ts';
import { type Environment, runProcess } from '../../run-process.ts';
import type { ScriptSetup } from '../../script-setup.ts';

const timeoutMs = 60_000;

/**
 * Wrapper, script, and every file that they import or open, as one archive that any k6 runs. What the environment holds stays here: k6 would write it into the
 * archive. Throws `script-invalid`.
 */
export async function archiveScript(k6Path: string, { script, wrapper }: ScriptSetup, workDir: string, env: Environment): Promise<Buffer> {
  const path = join(workDir, 'k6-script.tar');
  const args = ['archive', '--no-color', '--include-system-env-vars', '--exclude-env-vars', '-O', path, '-'];
  const { exitCode, stderr } = await runProcess(k6Path, args, { env, cwd: dirname(script), timeoutMs, input: await readFile(wrapper) });
  if (exitCode !== 0) throw invalidScript(script, stderr);
  return readFile(path);
}
