import { spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, globSync, mkdirSync, openSync, readFileSync, rmdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Tries one thing of the machine: undefined where it works, else why not. */
export type Probe = () => string | undefined;

const probeTimeoutMs = 20_000;

function runs(command: string, args: readonly string[]): string | undefined {
  const run = spawnSync(command, args, { encoding: 'utf8', timeout: probeTimeoutMs });
  if (run.error !== undefined) return `"${command}" cannot be started (${(run.error as NodeJS.ErrnoException).code})`;
  return run.status === 0 ? undefined : `"${command} ${args.join(' ')}" ended with ${run.signal ?? run.status}: ${lastLine(run.stderr)}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

/** Makes a cgroup with a memory controller and removes it again. */
function cgroup(): string | undefined {
  const parent = memoryCgroup();
  if (parent === undefined) return 'no memory controller is mounted in /sys/fs/cgroup';
  const dir = join(parent, `highwater-can-${process.pid}`);
  try {
    mkdirSync(dir);
    const usable = existsSync(join(dir, 'memory.max')) || existsSync(join(dir, 'memory.limit_in_bytes'));
    rmdirSync(dir);
    return usable ? undefined : `${parent} does not hand the memory controller down`;
  } catch (error) {
    return `no cgroup can be made in ${parent} (${(error as NodeJS.ErrnoException).code})`;
  }
}

function memoryCgroup(): string | undefined {
  if (existsSync('/sys/fs/cgroup/memory/memory.limit_in_bytes')) return '/sys/fs/cgroup/memory';
  if (!existsSync('/sys/fs/cgroup/cgroup.controllers')) return undefined;
  if (process.getuid?.() === 0) return '/sys/fs/cgroup';
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
  return own === undefined ? undefined : join('/sys/fs/cgroup', own, '..');
}

function kernelLog(): string | undefined {
  try {
    closeSync(openSync('/dev/kmsg', constants.O_RDONLY | constants.O_NONBLOCK));
    return undefined;
  } catch (error) {
    return `/dev/kmsg cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
}

function root(): string | undefined {
  return process.getuid?.() === 0 ? undefined : 'not running as root';
}

/** The test bed's machine with cgroup v2; its script installs the emulator itself, which takes root. */
function vm(): string | undefined {
  const testbed = process.env.HIGHWATER_TESTBED;
  if (testbed === undefined || testbed === '') return 'HIGHWATER_TESTBED does not name a folder with a "vm" script';
  try {
    accessSync(join(testbed, 'vm'), constants.X_OK);
  } catch {
    return `${join(testbed, 'vm')} cannot be run`;
  }
  return root();
}

function chromium(): string | undefined {
  const found = ['chromium', 'chromium-browser', 'google-chrome'].some((name) => runs(name, ['--version']) === undefined);
  return found ? undefined : 'neither chromium nor google-chrome is on PATH';
}

/** On PATH, or where highwater itself keeps the k6 it fetched. */
function k6(): string | undefined {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'highwater', 'k6');
  const cached = existsSync(cache) ? globSync('*/k6', { cwd: cache }).map((path) => join(cache, path)) : [];
  const failures = ['k6', ...cached].map((path) => runs(path, ['version']));
  return failures.includes(undefined) ? undefined : `${failures[0]}, and none is in ${cache}`;
}

/** Everything that a suite can need of the machine it runs on. */
export const probes = {
  k6,
  go: () => runs('go', ['version']),
  java: () => runs('java', ['-version']),
  cgroup,
  kmsg: kernelLog,
  root,
  docker: () => runs('docker', ['info']),
  kind: () => runs('kind', ['version']) ?? runs('docker', ['info']),
  kubectl: () => runs('kubectl', ['version', '--client']),
  promtool: () => runs('promtool', ['--version']),
  vm,
  xmllint: () => runs('xmllint', ['--version']),
  actionlint: () => runs('actionlint', ['-version']),
  chromium,
} satisfies Record<string, Probe>;
