import { setTimeout as delay } from 'node:timers/promises';
import { HighwaterError } from '../../shared/errors.ts';
import { invalidScript } from './invalid-script.ts';
import { logTail } from './k6-message.ts';
import { type K6Process, type ProcessExit, startK6 } from './k6-process.ts';
import { launchOf, runArguments, type Segment } from './launch.ts';
import type { PausedK6 } from './prepared.ts';
import { openResultsPipe, resultsPath } from './results-pipe.ts';
import { type Environment, runProcess } from './run-process.ts';
import { freePort, isWaiting } from './status-api.ts';

export interface PauseRequest {
  readonly k6Path: string;
  /** The user's script, as messages name it. */
  readonly script: string;
  /** Module, or archive of one, that k6 reads from stdin. */
  readonly main: string;
  /** k6 resolves what a script loads against this folder. */
  readonly cwd: string;
  readonly systemTags: readonly string[];
  readonly summary: boolean;
  readonly segment?: Segment;
  readonly logPath: string;
  readonly workDir: string;
  readonly env: Environment;
  readonly cores: readonly number[] | undefined;
  readonly note: (code: string, text: string) => void;
}

/** `CannotStartRESTAPI` (k6 errext/exitcodes/codes.go): somebody took the port between our look and its. */
const portTaken = 106;
const portAttempts = 3;
const pollMs = 50;
/** Thousands of VUs with a large script each take seconds; a script that never ends its top level takes for ever. */
const initTimeoutMs = 180_000;

/** Undefined once k6 waits to be released; its exit when it ended instead. */
async function untilWaiting(k6: K6Process, port: number): Promise<ProcessExit | undefined> {
  let exit: ProcessExit | undefined;
  void k6.exited.then((value) => (exit = value));
  for (let waitedMs = 0; waitedMs < initTimeoutMs; waitedMs += pollMs) {
    if (exit || (await isWaiting(port))) return exit;
    await Promise.race([delay(pollMs), k6.exited]);
  }
  k6.signal('SIGKILL');
  await k6.exited;
  throw new HighwaterError('load-never-ran', `k6 was not ready within ${initTimeoutMs / 1000} s`, {
    hint: 'Look for top-level code in the script that does not end.',
  });
}

async function failureOf({ exitCode, signal }: ProcessExit, { script, logPath }: PauseRequest): Promise<HighwaterError> {
  const log = await logTail(logPath);
  if (exitCode !== null) return invalidScript(script, log);
  return new HighwaterError('load-never-ran', `k6 was killed by ${signal} before the load began`, { hint: `Its own words are in ${logPath}.` });
}

/** Starts k6 and waits until it is initialised and paused. Throws `script-invalid` with k6's own words, or `load-never-ran`. */
export async function pauseK6(request: PauseRequest, attempt = 1): Promise<PausedK6> {
  const { env, main, cwd, logPath, workDir, systemTags, summary, segment } = request;
  const port = await freePort();
  const launch = await launchOf(request.k6Path, runArguments({ port, resultsPath, summary, systemTags, segment }), request.cores, env, runProcess);
  if (attempt === 1) for (const { code, text } of launch.missing) request.note(code, text);
  const pipe = await openResultsPipe(workDir, runProcess, env);
  try {
    const k6 = await startK6({ launch, pipe, logPath, modulePath: main, cwd, env });
    const exit = await untilWaiting(k6, port);
    if (!exit) return { process: k6, pipe, port };
    if (exit.exitCode !== portTaken || attempt >= portAttempts) throw await failureOf(exit, request);
  } catch (error) {
    pipe.destroy();
    throw error;
  }
  pipe.destroy();
  return pauseK6(request, attempt + 1);
}
