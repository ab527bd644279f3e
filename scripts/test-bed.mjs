import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * The environment that the test bed's `up` script prints as shell exports, as a whole environment. Undefined where no test bed is named.
 * Throws where the script fails; what it says goes to stderr as it comes.
 */
export function testBedEnvironment(env) {
  if (!env.HIGHWATER_TESTBED) return undefined;
  const script = 'set -e; exports=$("$1"); eval "$exports"; env -0';
  const run = spawnSync('bash', ['-c', script, 'bash', join(env.HIGHWATER_TESTBED, 'up')], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 24,
  });
  if (run.status !== 0) throw new Error(`${env.HIGHWATER_TESTBED}/up ended with ${run.signal ?? run.status ?? run.error?.message}`);
  return Object.fromEntries(run.stdout.split('\0').filter(Boolean).map(splitAtFirstEquals));
}

function splitAtFirstEquals(line) {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}
