import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeRecording } from '../../../src/analysis/analyze-recording.ts';
import { analyzeRun } from '../../../src/analysis/analyze-run.ts';
import type { Analysis } from '../../../src/analysis/document.ts';
import type { Plan } from '../../../src/plan/plan.ts';
import { readManifest } from '../../../src/recording/reader.ts';

/** Run directories (folders that hold `recordings/`) in a folder, at any depth. */
export function runsIn(folder: string): string[] {
  if (existsSync(join(folder, 'recordings'))) return [folder];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => runsIn(join(folder, name)));
}

/** Judges a run directory anew from its recordings; undefined where none can be read yet. */
export function judgeRun(dir: string): { readonly plan: Plan; readonly analysis: Analysis } | undefined {
  const names = readdirSync(join(dir, 'recordings')).sort();
  const dirs = names.map((name) => join(dir, 'recordings', name)).filter((each) => existsSync(join(each, 'events.ndjson')));
  const [first] = dirs;
  if (first === undefined) return undefined;
  const { plan, runId } = readManifest(first);
  return { plan, analysis: analyzeRun(runId, plan.name, plan, dirs.map(analyzeRecording)) };
}
