import type { Environment, ProcessRunner } from './run-process.ts';

/** The release that is downloaded or built. */
export const pinnedVersion = '2.2.0';
/** From 2.0 the API server is off unless asked for and summaries are switched by mode; 1.x has neither flag (k6 release notes v2.0.0). */
const oldestMajor = 2;

/** Version of a k6 program, `2.2.0`; throws with the reason when it does not run, is no k6, or is too old. */
export async function usableVersion(path: string, run: ProcessRunner, env: Environment): Promise<string> {
  const { exitCode, stdout, stderr } = await run(path, ['version'], { env, timeoutMs: 30_000 });
  if (exitCode !== 0) throw new Error(`${path} version ended with ${exitCode ?? 'a signal'}: ${(stderr || stdout).trim().slice(0, 200)}`);
  const version = /\bv(\d+\.\d+\.\d+[^\s]*)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} does not say which k6 it is: ${stdout.trim().slice(0, 200)}`);
  if (Number.parseInt(version, 10) < oldestMajor) throw new Error(`${path} is k6 ${version}, needed is ${oldestMajor}.0.0 or newer`);
  return version;
}
