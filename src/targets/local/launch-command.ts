import type { Tools } from '../machine/tools.ts';

/** A private copy that the workload sees in place of a file. */
export interface Bind {
  readonly copy: string;
  readonly path: string;
}

export interface LaunchSpec {
  readonly tools: Tools & { readonly sh: string };
  readonly uid: number;
  readonly gid: number;
  readonly cores: readonly number[] | undefined;
  readonly binds: readonly Bind[];
  readonly joinFiles: readonly string[];
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Binds, joins the cgroups, becomes the workload, in this order: what `mount` costs is not the workload's, and every page from the first on is.
 * Failures go to descriptor 3, which closes when the workload takes over. $1 is mount, then pairs, `--`, files, `--`, the command.
 */
const script = `mount=$1; shift
while [ "$1" != -- ]; do "$mount" --bind "$1" "$2" 2>&3 || exit 125; shift 2; done; shift
while [ "$1" != -- ]; do { echo $$ >"$1"; } 2>&3 || exit 125; shift; done; shift
exec 3>&-
exec "$@"`;

/** A shell keeps only variables whose names it could assign itself; others, as Java properties use, are handed over by env(1). */
const shellName = /^[A-Za-z_][A-Za-z0-9_]*$/;

function namespacePrefix({ tools, uid, binds }: LaunchSpec): string[] {
  if (binds.length === 0 || !tools.unshare) return [];
  // An ordinary user may mount only as root of a user namespace of its own.
  return uid === 0 ? [tools.unshare, '--mount', '--'] : [tools.unshare, '--user', '--map-root-user', '--mount', '--'];
}

/** Inside that user namespace the workload must not think that it is root, so a nested one maps the ids back. */
function identitySuffix({ tools, uid, gid, binds }: LaunchSpec): string[] {
  if (binds.length === 0 || uid === 0 || !tools.unshare) return [];
  return [tools.unshare, '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'];
}

function environmentSuffix({ tools, env }: LaunchSpec): string[] {
  const odd = Object.entries(env).filter(([name]) => !shellName.test(name));
  return odd.length === 0 || !tools.env ? [] : [tools.env, ...odd.map(([name, value]) => `${name}=${value}`)];
}

/**
 * Command line that starts the workload in its cgroups. Every program in it replaces the one before, so the process that is spawned is the workload's main process.
 * setpriv makes the kernel kill it when the runner dies; it stands after the namespaces, which would clear that (prctl(2), PR_SET_PDEATHSIG).
 */
export function launchCommand(spec: LaunchSpec): readonly [file: string, ...args: string[]] {
  const { tools, cores, binds, joinFiles, program, args } = spec;
  const pin = cores && tools.taskset ? [tools.taskset, '--cpu-list', cores.join(',')] : [];
  const dieWithRunner = tools.setpriv ? [tools.setpriv, '--pdeathsig', 'KILL', '--'] : [];
  return [
    ...pin,
    ...namespacePrefix(spec),
    ...dieWithRunner,
    tools.sh,
    '-c',
    script,
    'highwater-launch',
    tools.mount ?? 'mount',
    ...binds.flatMap(({ copy, path }) => [copy, path]),
    '--',
    ...joinFiles,
    '--',
    ...identitySuffix(spec),
    ...environmentSuffix(spec),
    program,
    ...args,
  ] as unknown as readonly [string, ...string[]];
}
