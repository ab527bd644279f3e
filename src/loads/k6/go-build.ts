import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pinnedVersion } from './k6-version.ts';
import type { Environment, ProcessRunner } from './run-process.ts';

const modulePath = 'go.k6.io/k6/v2';
/** Some minutes with an empty build cache on two cores. */
const timeoutMs = 1_800_000;

/**
 * Builds k6 from its module inside `folder`; path of the program. `go install` is not used: where the module proxy lists no
 * versions it fails on the deprecation look-up, while building from a module that requires k6 works.
 */
export async function buildWithGo(folder: string, run: ProcessRunner, env: Environment): Promise<string> {
  const source = join(folder, 'module');
  await mkdir(source);
  await writeFile(join(source, 'go.mod'), `module highwater.local/k6\n\ngo 1.25.0\n\nrequire ${modulePath} v${pinnedVersion}\n`);
  const args = ['build', '-mod=mod', '-trimpath', '-o', join(folder, 'k6'), modulePath];
  // GOWORK: a workspace file in a parent folder would take this module for a stranger.
  const { exitCode, stderr } = await run('go', args, { cwd: source, env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' }, timeoutMs });
  if (exitCode !== 0) throw new Error(`go build ended with ${exitCode ?? 'a signal'}: ${stderr.trim().slice(-300)}`);
  return join(folder, 'k6');
}
