import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { HighwaterError } from '../../shared/errors.ts';
import type { WorkloadLog } from '../machine/workload-log.ts';
import { type LaunchSpec, launchCommand } from './launch-command.ts';

export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface LaunchedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** Its output is complete: every holder of the pipes is gone. */
  readonly silent: Promise<void>;
}

function textOf(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    stream.once('close', () => resolve(text.trim()));
    stream.once('error', () => resolve(text.trim()));
  });
}

/** Starts the workload; resolves when the launcher has become the workload's program. Throws `target-failed` when it could not bind or join. */
export async function launch(spec: LaunchSpec, cwd: string, log: WorkloadLog): Promise<LaunchedProcess> {
  const [file, ...args] = launchCommand(spec);
  // Output goes through pipes, as under a container runtime: a file written by the workload itself would be charged to it.
  const child = spawn(file, args, { cwd, env: { ...spec.env }, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
    child.once('error', () => resolve({ exitCode: null, signal: null }));
  });
  const silent = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const spawnFailure = new Promise<string>((resolve) => child.once('error', (error) => resolve(error.message)));
  for (const stream of [child.stdout, child.stderr]) if (stream) log.follow(stream);
  const complaint = await Promise.race([textOf(child.stdio[3] as Readable), spawnFailure]);
  if (complaint !== '') {
    child.kill('SIGKILL');
    throw new HighwaterError('target-failed', `the workload could not be started in its cgroup: ${complaint}`, { hint: 'highwater doctor' });
  }
  return { pid: child.pid as number, ended, silent };
}
