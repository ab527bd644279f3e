import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { here } from './stage-package.ts';

export interface VmCommand {
  /** Run inside, with an absolute path; `/usr/local/bin/node` is the Node of this process. */
  readonly command: readonly string[];
  /** `delegated-user`: as uid 1000 inside a cgroup that belongs to it, instead of as root. */
  readonly as: 'root' | 'delegated-user';
  /** Path inside -> file or folder of this machine. */
  readonly files: Readonly<Record<string, string>>;
  /** What the command leaves in /out lands here. */
  readonly outDir?: string;
  /** Debian packages beyond the minimum; each set is a machine of its own to build. */
  readonly packages?: readonly string[];
  /** Emulation is some twenty times slower than the machine it runs on. */
  readonly timeoutS: number;
}

export interface VmResult {
  readonly exitCode: number | null;
  /** The machine's console from the command's first to its last byte: stdout and stderr of the command together. */
  readonly output: string;
  /** What the test bed had to say, among it the whole console when the machine died. */
  readonly complaints: string;
}

/** Runs a command as that user, in the machine. */
export const asUser = '/usr/local/bin/as-delegated-user';

/** Boots the test bed's machine with cgroup v2 (kernel 6.12) and runs one command in it. Rejects only where it cannot be started at all. */
export function runInVm(run: VmCommand, testbed: string): Promise<VmResult> {
  const files = { '/usr/local/bin/node': process.execPath, [asUser]: join(here, 'as-delegated-user.sh'), ...run.files };
  const args = [
    ...Object.entries(files).flatMap(([inside, outside]) => ['--copy', `${outside}:${inside}`]),
    ...(run.packages === undefined ? [] : ['--packages', run.packages.join(',')]),
    ...(run.outDir === undefined ? [] : ['--out', run.outDir]),
    '--timeout',
    String(run.timeoutS),
    '--',
    ...(run.as === 'root' ? [] : ['/bin/bash', asUser]),
    ...run.command,
  ];
  return collect(join(testbed, 'vm'), args);
}

function collect(script: string, args: readonly string[]): Promise<VmResult> {
  return new Promise((resolve, reject) => {
    // The script makes file systems: what it needs for that lies in sbin.
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
    const child = spawn(script, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let complaints = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text;
    });
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, output, complaints }));
  });
}
