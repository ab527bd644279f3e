import { freemem, homedir } from 'node:os';
import { join } from 'node:path';

/** Everything ambient, read once here and passed down: no other module looks at the process. */
export interface Context {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly stderrIsTerminal: boolean;
  readonly columns: number;
  readonly color: boolean;
  readonly now: () => Date;
  readonly isRoot: boolean;
  /** Program and arguments that started this process, to start it again. */
  readonly commandLine: readonly string[];
  /** For estimates before a target is asked, which knows better. */
  readonly availableMemoryBytes: number;
  readonly cacheDir: string;
  /** On a disk, not in memory: copies of files that lie here are charged as page cache, as the originals would be. */
  readonly stateDir: string;
  /** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  readonly interrupted: AbortSignal;
  /** Leave a cluster running for the next run, and use one that was left. */
  readonly keep: boolean;
  /** Use a cluster that is not of this machine without asking. */
  readonly yes: boolean;
  /** Context of the user's kubeconfig, for verbs without a plan. */
  readonly kubeContext: string | undefined;
  /** Whether what other machines left behind is cleaned too, once its time is over. */
  readonly expired: boolean;
}

function wantsColor(env: NodeJS.ProcessEnv, terminal: boolean): boolean {
  if (env.NO_COLOR) return false;
  return env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : terminal && !env.CI;
}

export function contextOf(host: NodeJS.Process, interrupted: AbortSignal): Context {
  const { env } = host;
  const terminal = Boolean(host.stderr.isTTY) && !env.CI;
  return {
    cwd: host.cwd(),
    env,
    stdout: (text) => void host.stdout.write(text),
    stderr: (text) => void host.stderr.write(text),
    stderrIsTerminal: terminal,
    columns: Math.min(host.stderr.columns ?? 80, 120),
    color: wantsColor(env, terminal),
    now: () => new Date(),
    isRoot: host.geteuid?.() === 0,
    commandLine: [host.execPath, ...host.execArgv, ...host.argv.slice(1)],
    availableMemoryBytes: freemem(),
    cacheDir: env.HIGHWATER_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'highwater'),
    stateDir: env.HIGHWATER_STATE ?? join('/var/tmp', `highwater-${host.getuid?.() ?? 'user'}`),
    interrupted,
    keep: false,
    yes: false,
    kubeContext: undefined,
    expired: false,
  };
}

interface ClusterFlags {
  readonly keep?: boolean;
  readonly yes?: boolean;
  readonly context?: string;
  readonly expired?: boolean;
}

/** The same with what the command line says about clusters. */
export function withClusterFlags(context: Context, flags: ClusterFlags): Context {
  return { ...context, keep: flags.keep === true, yes: flags.yes === true, kubeContext: flags.context, expired: flags.expired === true };
}
