// Root causes named for real runs on disk, against what the workload was built to do, where that is known.
// Then for synthetic runs of every kind of cause. Usage: npm run evidence -- diagnosis FOLDER...   (folders of run directories; reports/ where none is named)
import { join, resolve } from 'node:path';
import type { Cause, Diagnosis } from '../../src/analysis/diagnosis/document.ts';
import { causedRunsTable } from './lib/caused-runs-table.ts';
import { judgeRun, runsIn } from './lib/judge-run.ts';
import { markdownTable } from './lib/markdown.ts';

/** What makes memory of each test workload what it is, by construction (test/workloads/README.md); the data set of webdis-redis is written by setup(). */
const truths: Readonly<Record<string, { readonly what: Diagnosis['what']; readonly cause: Cause }>> = {
  linear: { what: 'peak', cause: 'load' },
  spike: { what: 'peak', cause: 'spike' },
  'startup-peak': { what: 'peak', cause: 'startup-peak' },
  prefork: { what: 'peak', cause: 'child-outgrew' },
  'cache-reader': { what: 'peak', cause: 'page-cache' },
  saturating: { what: 'peak', cause: 'filling' },
  payload: { what: 'peak', cause: 'payload-size' },
  starved: { what: 'starved', cause: 'starvation' },
  'heap-follows-limit': { what: 'peak', cause: 'heap-follows-limit' },
  leak: { what: 'growth', cause: 'leak' },
  'exit-137': { what: 'end', cause: 'not-memory' },
  quickstart: { what: 'peak', cause: 'load' },
  'webdis-redis': { what: 'peak', cause: 'held-when-idle' },
};

const folders = process.argv.slice(2);
const runs = (folders.length > 0 ? folders.map((folder) => resolve(folder)) : [join(import.meta.dirname, '../../reports')]).flatMap(runsIn);
const rows: string[][] = [];
const confusion: { readonly scenario: string; readonly truth: Cause; readonly found: Cause | 'nothing' }[] = [];
for (const dir of runs) {
  const judged = judgeRun(dir);
  if (!judged) continue;
  const { plan, analysis } = judged;
  for (const { what, subject, cause, confidence, sentence } of analysis.diagnoses ?? []) rows.push([plan.name, what, subject, cause, confidence, sentence]);
  const truth = truths[plan.name];
  if (truth) {
    const found = analysis.diagnoses?.find(({ what }) => what === truth.what)?.cause ?? 'nothing';
    confusion.push({ scenario: plan.name, truth: truth.cause, found });
  }
}
console.log(markdownTable(['scenario', 'what', 'subject', 'cause', 'confidence', 'why'], rows));
console.log('\nAgainst what the workloads were built to do:\n');
console.log(
  markdownTable(
    ['scenario', 'built as', 'named', 'right'],
    confusion.map(({ scenario, truth, found }) => [scenario, truth, found, truth === found ? 'yes' : 'no']),
  ),
);
const right = confusion.filter(({ truth, found }) => truth === found).length;
console.log(`\n${right} of ${confusion.length} runs named right.`);

console.log('\nSynthetic runs:\n');
console.log(causedRunsTable(10));
