import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import type { Recommendation } from '../../recommend/document.ts';
import { plainTree } from '../view/plain-text.ts';
import { verdictWords } from '../view/verdict.ts';
import { writeAtomically } from '../write-atomically.ts';
import { buildPatches } from './build-patches.ts';
import { patchesReadme } from './readme.ts';

const executable = 0o755;

/** Writes `patches/` of a run directory. A file of an earlier report that is not written any more is removed: it would be taken for the new one. */
export async function writePatches(runDir: string, plan: Plan, raw: Recommendation): Promise<string[]> {
  const dir = join(runDir, 'patches');
  const recommendation = plainTree(raw);
  const patches = buildPatches(plan, recommendation);
  const written: string[] = [];
  for (const { file, result } of patches) {
    const path = join(dir, file);
    if ('none' in result) {
      await rm(path, { force: true });
      continue;
    }
    await writeAtomically(path, result.text);
    if (file.endsWith('.sh')) await chmod(path, executable);
    written.push(path);
  }
  const { scenario, runId, status, why } = recommendation;
  await writeAtomically(join(dir, 'README.md'), patchesReadme(`${scenario}, run ${runId}`, verdictWords[status].word, why, patches));
  return written;
}
