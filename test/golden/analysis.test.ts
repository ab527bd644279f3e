import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import { analysisSchema } from '../../src/analysis/document.ts';
import { readManifest } from '../../src/recording/reader.ts';
import { writeSyntheticRecording } from '../../src/recording/synth.ts';
import type { SyntheticSpec } from '../../src/recording/synth-spec.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { ladderSpec } from '../synthetic/specs.ts';
import { temporaryFolders } from '../synthetic/temporary-folder.ts';

const newFolder = temporaryFolders();

const specs: Readonly<Record<string, SyntheticSpec>> = {
  '01-record': ladderSpec({ seed: 1, index: 1 }),
  '02-record': ladderSpec({ seed: 2, index: 2, sidecars: 1, helperBytes: 20 * MiB }),
  '03-record': ladderSpec({ seed: 3, index: 3, memory: { baseBytes: 100 * MiB, bytesPerRate: MiB, noiseBytes: MiB, wander: { bytes: MiB, correlation: 0.9 }, fileBytes: 20 * MiB } }),
  '04-search': ladderSpec({
    seed: 4,
    index: 4,
    purpose: 'search',
    cgroupVersion: 1,
    limitHits: 12,
    kills: [
      { atMs: 9000, what: 'child' },
      { atMs: 20_000, what: 'main' },
      { atMs: 26_000, what: 'exit-137' },
    ],
  }),
};

/** `analysis.json` of a run with fixed seeds, as bytes. */
function analysisJson(): string {
  const root = newFolder();
  const dirs = Object.entries(specs).map(([name, spec]) => {
    writeSyntheticRecording(join(root, name), spec);
    return join(root, name);
  });
  const analysis = analyzeRun('golden', 'synthetic', readManifest(dirs[0] as string).plan, dirs.map(analyzeRecording));
  return `${JSON.stringify(analysisSchema.parse(analysis), null, 2)}\n`;
}

describe('analysis of a synthetic run', () => {
  it('is the one that was looked at (UPDATE_GOLDEN=1 writes it anew)', () => {
    const file = join(import.meta.dirname, 'analysis.json');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, analysisJson());
    expect(existsSync(file), `${file} is missing: UPDATE_GOLDEN=1 writes it`).toBe(true);
    expect(analysisJson()).toBe(readFileSync(file, 'utf8'));
  });

  it('is the same bytes twice, wherever the recordings lie', () => {
    expect(analysisJson()).toBe(analysisJson());
  });
});
