import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { analyzeRecording } from '../../../../src/analysis/analyze-recording.ts';
import type { RecordingAnalysis } from '../../../../src/analysis/document.ts';
import type { Fingerprint } from '../../../../src/recording/manifest.ts';
import { readManifest } from '../../../../src/recording/reader.ts';
import type { Arm } from './arms.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const binary = fileURLToPath(new URL('../../../../bin/highwater', import.meta.url));

export interface PooledRun {
  readonly recording: RecordingAnalysis;
  readonly fingerprint: Fingerprint;
}

async function beside<T>(neighbour: boolean, work: () => Promise<T>): Promise<T> {
  const child = neighbour ? spawn(process.execPath, [join(here, 'neighbour.mjs')], { stdio: 'ignore' }) : undefined;
  try {
    return await work();
  } finally {
    child?.kill('SIGKILL');
  }
}

/** One loose-limit recording of an arm through the real command; what is kept of it is its analysis. */
export async function recordOne(arm: Arm, index: number, dir: string): Promise<PooledRun> {
  const out = mkdtempSync(join(dir, 'run-'));
  const settings = ['--set', `workload.local.env.EXTRA_MIB=${arm.extraMiB}`, '--set', `seed=${index}`];
  try {
    await beside(arm.neighbour, () => promisify(execFile)(process.execPath, [binary, 'record', here, '--target', 'local', '--out', out, ...settings]));
    const [run] = readdirSync(out);
    const recording = join(out, run as string, 'recordings', '01-record');
    return { recording: analyzeRecording(recording), fingerprint: readManifest(recording).fingerprint };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
