import { dirname, join } from 'node:path';
import type { LoadDriver, LoadRequest, PreparedLoad } from '../../ports/load.ts';
import { k6Environment } from './launch.ts';
import { K6Load } from './prepared.ts';
import { levelReader } from './reading.ts';
import type { Environment } from './run-process.ts';
import { setUpScript } from './script-setup.ts';
import { pauseK6 } from './start-paused.ts';

export interface K6DriverOptions {
  readonly k6Path: string;
  readonly version: string;
  /** What the script sees as __ENV, beside TARGET_URL; the process's own by default. */
  readonly env?: Environment;
  /** Wall clock in milliseconds. */
  readonly wall?: () => number;
}

export const logName = 'k6.log';

/**
 * Drives load with the k6 at `k6Path`. `prepare` throws `script-invalid` for a script that does not compile or does not fit the
 * profile, `load-never-ran` when k6 does not get ready, `k6-unavailable` when it cannot be started.
 */
export function createK6Driver({ k6Path, version, env = process.env, wall = Date.now }: K6DriverOptions): LoadDriver {
  async function prepare(request: LoadRequest): Promise<PreparedLoad> {
    const { workDir, cores, clock, emit } = request;
    const k6Env = k6Environment(env, request.targetUrl);
    const { script, wrapper, reading } = await setUpScript(k6Path, request, k6Env, 1);
    const { levels, leadMs, systemTags, summary } = reading;
    const logPath = join(workDir, logName);
    const note = (code: string, text: string): void => emit({ kind: 'note', t: clock(), code, text });
    const paused = await pauseK6({ k6Path, script, main: wrapper, cwd: dirname(script), systemTags, summary, logPath, workDir, cores, env: k6Env, note });
    return new K6Load(paused, { request, levels, levelOf: levelReader(reading), leadMs, logPath, wall });
  }
  return { version, prepare };
}
