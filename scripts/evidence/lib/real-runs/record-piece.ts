import { execFile } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RealArm } from './arms.ts';

const binary = fileURLToPath(new URL('../../../../bin/highwater', import.meta.url));

/** Runs of one piece: some minutes, and the run at the manifest's own limit that comes with it is a small part. */
export const runsPerPiece = 10;

/** One run directory with loose-limit recordings through the real command; answers with its name below `runs/QUESTION`. */
export async function recordPiece(arm: RealArm, piece: number, dir: string): Promise<{ readonly runDir: string }> {
  const settings = [`seed=${1000 + piece}`, `policy.recordings=${runsPerPiece}`, 'policy.maxRuns=40', ...arm.settings].flatMap((setting) => ['--set', setting]);
  const args = [binary, 'record', arm.scenario, '--target', 'local', '--json', '--out', join(dir, 'runs', arm.question), ...settings];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { runDir } = JSON.parse(stdout) as { runDir: string };
  return { runDir: basename(runDir) };
}
