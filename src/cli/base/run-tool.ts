import { execa } from 'execa';
import { HighwaterError } from '../../shared/errors.ts';

const tailCharacters = 600;

export interface ToolRequest {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Runs a program to its end and answers what it wrote to stdout. Throws `environment-missing` with the end of what it said when it fails. */
export async function runTool([file, ...args]: readonly string[], { cwd, env, signal }: ToolRequest): Promise<string> {
  const result = await execa(file as string, args, { cwd, env, extendEnv: false, cancelSignal: signal, reject: false, all: true, stdin: 'ignore' });
  if (!result.failed) return result.stdout;
  const said = (result.all ?? '').trim().slice(-tailCharacters);
  const how = result.exitCode === undefined ? result.shortMessage : `ended with ${result.exitCode}`;
  throw new HighwaterError('environment-missing', `\`${[file, ...args].join(' ')}\` ${how}${said === '' ? '' : `: ${said}`}`);
}
