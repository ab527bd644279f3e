import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { analyzeRecording } from '../../src/analysis/analyze-recording.ts';
import { analyzeRun } from '../../src/analysis/analyze-run.ts';
import { recordingAnalysisSchema } from '../../src/analysis/document.ts';
import { readManifest } from '../../src/recording/reader.ts';
import { writeSyntheticRecording } from '../../src/recording/synth.ts';
import { seededRandom } from '../../src/shared/random.ts';
import { ladderSpec } from '../synthetic/specs.ts';
import { temporaryFolders } from '../synthetic/temporary-folder.ts';

const newFolder = temporaryFolders();

it('a recording that was cut at any byte is still analysed, as far as it goes', () => {
  const dir = newFolder();
  const kills = [9000, 15_000, 21_000].map((atMs, index) => ({ atMs, what: (['child', 'main', 'exit-137'] as const)[index] as 'child' }));
  writeSyntheticRecording(dir, ladderSpec({ kills, sidecars: 1 }));
  const file = join(dir, 'events.ndjson');
  const whole = readFileSync(file);
  const full = analyzeRecording(dir);
  const random = seededRandom(11);
  const places = [0, 1, whole.length - 1, ...Array.from({ length: 200 }, () => Math.floor(random() * whole.length))];
  for (const place of places) {
    writeFileSync(file, whole.subarray(0, place));
    const cut = analyzeRecording(dir);
    expect(recordingAnalysisSchema.safeParse(cut).error, `cut at ${place}`).toBeUndefined();
    // Only the very last newline may be missed.
    if (place < whole.length - 1) expect(cut).toMatchObject({ outcome: 'interrupted', quality: { interrupted: true } });
    expect(cut.kills.length).toBeLessThanOrEqual(full.kills.length + 1);
    expect(cut.durationMs).toBeLessThanOrEqual(full.durationMs);
    analyzeRun('run', 'scenario', readManifest(dir).plan, [cut]);
  }
});
