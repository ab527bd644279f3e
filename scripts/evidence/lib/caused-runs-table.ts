import { analyzeRun } from '../../../src/analysis/analyze-run.ts';
import { syntheticManifest } from '../../../src/recording/synth-manifest.ts';
import { type CausedRun, causedRuns } from '../../../test/synthetic/causes.ts';
import { ladderSpec } from '../../../test/synthetic/specs.ts';
import { markdownTable } from './markdown.ts';

const { plan } = syntheticManifest(ladderSpec());

/** What is named for one synthetic run, and how sure. */
function named({ what, recordings }: CausedRun, seed: number): { readonly cause: string; readonly confidence: string } {
  const diagnoses = analyzeRun('run', 'scenario', plan, recordings(seed)).diagnoses ?? [];
  const { cause = 'nothing', confidence = '-' } = diagnoses.find((diagnosis) => diagnosis.what === what) ?? {};
  return { cause, confidence };
}

const tally = (words: readonly string[]) =>
  [...Map.groupBy(words, (word) => word)].map(([word, same]) => (same.length === words.length ? word : `${word} ${same.length}`)).join(', ');

/** Root causes named for synthetic runs of every kind, several seeds each, against what they were made with. */
export function causedRunsTable(seeds: number): string {
  let right = 0;
  const rows = Object.entries(causedRuns).map(([name, run]) => {
    // From 101 on: the tests look at others.
    const found = Array.from({ length: seeds }, (_, index) => named(run, 101 + index));
    const correct = found.filter(({ cause }) => cause === run.truth).length;
    right += correct;
    return [name, run.what, run.truth, tally(found.map(({ cause }) => cause)), tally(found.map(({ confidence }) => confidence)), `${correct} of ${seeds}`];
  });
  const table = markdownTable(['made with', 'what', 'truth', 'named', 'how sure', 'right'], rows);
  return `${table}\n\n${right} of ${rows.length * seeds} synthetic runs named right.`;
}
