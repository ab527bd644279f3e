import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HighwaterError } from '../../shared/errors.ts';
import { downloadRelease } from './download.ts';
import { executableOnPath } from './executable.ts';
import { buildWithGo } from './go-build.ts';
import { installAtomically } from './install.ts';
import { pinnedVersion, usableVersion } from './k6-version.ts';
import { type Environment, type ProcessRunner, runProcess } from './run-process.ts';

export interface FindK6Options {
  readonly env: Environment;
  /** Highwater's own cache; k6 goes to `<cacheDir>/k6/<version>/k6`. */
  readonly cacheDir: string;
  /** Hears of what takes long. */
  readonly note: (text: string) => void;
  readonly fetch?: typeof fetch;
  readonly run?: ProcessRunner;
  readonly platform?: string;
  readonly arch?: string;
}

export interface FoundK6 {
  readonly path: string;
  readonly version: string;
  readonly from: 'PATH' | 'cache' | 'download' | 'go-build';
}

type Way = readonly [from: FoundK6['from'], label: string, find: () => Promise<string>];

function waysOf({ env, cacheDir, note, fetch: fetchUrl = fetch, run = runProcess, platform = process.platform, arch = process.arch }: FindK6Options): Way[] {
  const cached = join(cacheDir, 'k6', pinnedVersion, 'k6');
  const install = async (make: (folder: string) => Promise<string>): Promise<string> => {
    await installAtomically(cached, make, (path) => usableVersion(path, run, env));
    return cached;
  };
  const onPath = async (): Promise<string> => {
    const path = await executableOnPath('k6', env);
    if (path === undefined) throw new Error('no k6 there');
    return path;
  };
  const fromCache = async (): Promise<string> => {
    if (!existsSync(cached)) throw new Error('nothing there');
    return cached;
  };
  const download = (): Promise<string> => {
    note(`downloading k6 ${pinnedVersion}`);
    return install((folder) => downloadRelease(folder, { platform, arch, fetch: fetchUrl, run, env }));
  };
  const build = async (): Promise<string> => {
    if ((await executableOnPath('go', env)) === undefined) throw new Error('no go on PATH');
    note(`building k6 ${pinnedVersion} with Go, which takes some minutes the first time`);
    return install((folder) => buildWithGo(folder, run, env));
  };
  return [
    ['PATH', 'on PATH', onPath],
    ['cache', `in the cache (${cached})`, fromCache],
    ['download', `download of release v${pinnedVersion}`, download],
    ['go-build', 'build with Go', build],
  ];
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Finds k6 2.0 or newer: on PATH, in the cache, by download of the pinned release checked against its published sha256, or built
 * with Go. Throws `k6-unavailable` naming every way and why it failed, with all the errors as cause (AggregateError).
 */
export async function findK6(options: FindK6Options): Promise<FoundK6> {
  const failures: { readonly label: string; readonly error: unknown }[] = [];
  for (const [from, label, find] of waysOf(options)) {
    try {
      const path = await find();
      return { path, version: await usableVersion(path, options.run ?? runProcess, options.env), from };
    } catch (error) {
      failures.push({ label, error });
    }
  }
  const lines = failures.map(({ label, error }) => `  ${label}: ${reasonOf(error)}`);
  throw new HighwaterError('k6-unavailable', `k6 was not found and could not be got:\n${lines.join('\n')}`, {
    hint: `Install k6 ${pinnedVersion} (https://grafana.com/docs/k6/latest/set-up/install-k6/) and put it on PATH, or install Go and try again.`,
    cause: new AggregateError(failures.map(({ error }) => error)),
  });
}
