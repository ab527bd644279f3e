import { executableOnPath } from './executable.ts';
import type { Environment, ProcessRunner } from './run-process.ts';

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** What was asked for and cannot be had here, in words. */
  readonly missing: readonly { readonly code: string; readonly text: string }[];
}

/** Environment of k6: the caller's without k6's own switches, which would change the load behind the plan's back. */
export function k6Environment(env: Environment, targetUrl: string): Environment {
  const inherited = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('K6_')));
  // Without the last, a script that imports an unknown k6/x module makes k6 ask the network for a build that has it.
  return { ...inherited, TARGET_URL: targetUrl, K6_AUTO_EXTENSION_RESOLUTION: 'false' };
}

/** The part of the load that one of several k6 takes (k6, "Options": execution segment). */
export interface Segment {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export interface RunArguments {
  readonly port: number;
  readonly systemTags: readonly string[];
  readonly resultsPath: string;
  /** The script has its own handleSummary, which k6 calls only where summaries are on. */
  readonly summary: boolean;
  readonly segment: Segment | undefined;
}

function segmentArguments(segment: Segment | undefined): string[] {
  if (!segment || segment.of === 1) return [];
  const edges = Array.from({ length: segment.of + 1 }, (_, index) => (index === 0 ? '0' : index === segment.of ? '1' : `${index}/${segment.of}`));
  return ['--execution-segment', `${edges[segment.index]}:${edges[segment.index + 1]}`, '--execution-segment-sequence', edges.join(',')];
}

/**
 * k6 gets its module on stdin and is started in the folder of the user's script: it resolves what a script loads (`grpc.Client.load`) against
 * the folder of the main module, which for stdin is the current one.
 */
export function runArguments({ port, systemTags, resultsPath, summary, segment }: RunArguments): string[] {
  return [
    'run',
    '--paused',
    ...['--address', `127.0.0.1:${port}`],
    '--no-usage-report',
    '--quiet',
    '--no-color',
    ...(summary ? [] : ['--summary-mode=disabled']),
    ...['--system-tags', systemTags.join(',')],
    ...['--out', `json=${resultsPath}`],
    ...segmentArguments(segment),
    '-',
  ];
}

/** Puts taskset (pinning) and setpriv (death with the runner) in front of a command; each replaces itself by the next, so that the process id is k6's. */
export async function launchOf(
  k6Path: string,
  args: readonly string[],
  cores: readonly number[] | undefined,
  env: Environment,
  run: ProcessRunner,
): Promise<Launch> {
  const missing: { code: string; text: string }[] = [];
  let command = [k6Path, ...args];
  if (cores?.length) {
    const taskset = await executableOnPath('taskset', env);
    if (taskset) command = [taskset, '--cpu-list', cores.join(','), ...command];
    else missing.push({ code: 'load-not-pinned', text: 'no taskset on PATH: k6 shares the cores of the workload' });
  }
  // The setpriv of busybox has no --pdeathsig, so it is tried out.
  const setpriv = await executableOnPath('setpriv', env);
  const dies = setpriv !== undefined && (await run(setpriv, ['--pdeathsig', 'KILL', 'true'], { env })).exitCode === 0;
  if (dies) command = [setpriv, '--pdeathsig', 'KILL', ...command];
  else missing.push({ code: 'load-may-outlive', text: 'no setpriv with --pdeathsig on PATH: k6 goes on when highwater is killed' });
  return { command: command[0] as string, args: command.slice(1), missing };
}
