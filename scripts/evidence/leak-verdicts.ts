// Error rates of the leak verdict over seeded synthetic recordings whose truth is known, as in memory ground truth 4.2.
// Then over the real runs that "npm run evidence -- real-runs growth" kept. Usage: npm run evidence -- leak-verdicts [RECORDINGS PER KIND]
import { join } from 'node:path';
import type { Growth, LeakVerdict } from '../../src/analysis/leak/document.ts';
import { growthOf } from '../../src/analysis/leak/growth.ts';
import { leakVerdict } from '../../src/analysis/leak/verdict.ts';
import { retainedBytes } from '../../src/analysis/retained.ts';
import { MiB } from '../../src/shared/quantity.ts';
import { factsOf } from '../../test/synthetic/facts-of.ts';
import { auc } from './lib/auc.ts';
import { judgingDigest } from './lib/judging-digest.ts';
import { type Kind, kinds, specOf } from './lib/leak-kinds.ts';
import { markdownTable, percent } from './lib/markdown.ts';
import { growthTable } from './lib/real-runs/growth-table.ts';
import { ownPool, unit } from './pool.mjs';

type Verdict = LeakVerdict['verdict'];
const verdicts: readonly Verdict[] = ['leak', 'saturating', 'step', 'flat', 'inconclusive'];

interface Result {
  readonly single: Verdict[];
  readonly ofThree: Verdict[];
  /** Lower end of the slope over one run, as a share of the median. */
  readonly scores: number[];
}

/** What a program without a garbage-collected heap may hold uncollected; the synthetic processes are of no known runtime. */
const uncollected = { bytes: 8 * MiB, what: 'an allocator' };
const perKind = Math.max(3, Number(process.argv[2] ?? 90));
const digest = judgingDigest();

function scoreOf(growth: Growth | null): number {
  if (!growth?.interval) return 0;
  return (growth.interval[0] * growth.loadMs) / 3_600_000 / Math.max(1, growth.medianBytes);
}

function judgeKind(kind: Kind): Result {
  const judged = Array.from({ length: perKind }, (_, index) => {
    const facts = factsOf(specOf(kind, index + 1));
    return { growth: growthOf(facts), retainedBytes: retainedBytes(facts) };
  });
  const verdict = (recordings: typeof judged) => leakVerdict(recordings, uncollected).verdict;
  const threes = Array.from({ length: Math.floor(perKind / 3) }, (_, index) => judged.slice(3 * index, 3 * index + 3));
  return { single: judged.map((each) => verdict([each])), ofThree: threes.map(verdict), scores: judged.map(({ growth }) => scoreOf(growth)) };
}

const results: { kind: Kind; result: Result }[] = [];
for (const kind of kinds) {
  const result = (await unit(`${digest}-${perKind}-${kind.name}`, () => judgeKind(kind))) as Result;
  results.push({ kind, result });
}

const share = (list: readonly Verdict[], wanted: Verdict) => percent(list.filter((verdict) => verdict === wanted).length, list.length);
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rows = (of: (result: Result) => Verdict[]) =>
  results.map(({ kind, result }) => [kind.name, ...verdicts.map((verdict) => share(of(result), verdict)), middle(result.scores).toFixed(3)]);

const total = results.length * perKind;
console.log(`${total} synthetic recordings, ${perKind} of each of ${kinds.length} kinds; score: lower slope bound over one run / median\n`);
console.log('One recording each:\n');
console.log(
  markdownTable(
    ['truth', ...verdicts, 'median score'],
    rows(({ single }) => single),
  ),
);
console.log('\nThree recordings each, two of which must agree:\n');
console.log(
  markdownTable(
    ['truth', ...verdicts, 'median score'],
    rows(({ ofThree }) => ofThree),
  ),
);

/** The goals hold for runs of 8 time constants; shorter ones are tabled above. */
const judgedKinds = results.filter(({ kind }) => kind.timeConstants >= 8);
const quiet = judgedKinds.filter(({ kind }) => kind.leakShare === 0);
const alarms = (of: (result: Result) => Verdict[]) => quiet.flatMap(({ result }) => of(result));
const count = (list: readonly Verdict[]) => list.filter((verdict) => verdict === 'leak').length;
const quietScores = quiet.flatMap(({ result }) => result.scores);
console.log('\nLeak against no leak, runs of 8 time constants and more:\n');
console.log(
  markdownTable(
    ['leak per run', 'AUC of the score', 'called a leak, one recording', 'called a leak, three recordings'],
    [0.05, 0.1, 0.2, 0.4].map((leakShare) => {
      const leaks = judgedKinds.filter(({ kind }) => kind.leakShare === leakShare);
      const [single, ofThree] = [leaks.flatMap(({ result }) => result.single), leaks.flatMap(({ result }) => result.ofThree)];
      const scores = leaks.flatMap(({ result }) => result.scores);
      return [`${100 * leakShare} %`, auc(scores, quietScores).toFixed(4), percent(count(single), single.length), percent(count(ofThree), ofThree.length)];
    }),
  ),
);
const [single, ofThree] = [alarms(({ single }) => single), alarms(({ ofThree }) => ofThree)];
/** One-sided 95 % bound of a share of which none was seen. */
const atMost = (runs: number) => percent(1 - 0.05 ** (1 / runs), 1);
console.log(`\nFalse alarms: ${count(single)} of ${single.length} single recordings, ${count(ofThree)} of ${ofThree.length} runs of three.`);
if (count(single) === 0) console.log(`None in so many: at most ${atMost(single.length)} and ${atMost(ofThree.length)} (95 % confidence).`);

const real = growthTable(join(ownPool().dir, '../real-runs/runs/growth'), verdicts);
console.log(
  real === undefined
    ? '\nNo real runs are kept: npm run evidence -- real-runs growth'
    : `\nReal runs of 20 s of load, by one recording and by three:\n\n${real}`,
);
