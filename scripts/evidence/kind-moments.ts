// Bad input and bad moments on a real cluster of kind that highwater makes itself: exit code, message, what the recording holds, what `ls` and `clean` say, and
// what is left. Usage: npm run evidence -- kind-moments [WORD-OF-TITLE...], with a Docker engine, kind, kubectl and k6. The recordings stay.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { badInput } from './lib/kind-moments/bad-input.ts';
import { badMoments } from './lib/kind-moments/bad-moments.ts';
import type { Moment, Told } from './lib/kind-moments/moment.ts';
import { whatWasRecorded } from './lib/kind-moments/recorded.ts';
import { Stage } from './lib/kind-moments/stage.ts';
import { ownPool } from './pool.mjs';

interface Row {
  readonly exit: string;
  readonly message: string;
  readonly recorded: string;
  readonly afterwards: string;
}

const pool = ownPool() as { dir: string; unit<T>(key: string, work: () => Promise<T>): Promise<T> };
const words = process.argv.slice(2);
const chosen = [...badInput, ...badMoments].filter(({ title }) => words.length === 0 || words.some((word) => title.includes(word)));
const nameOf = ({ title }: Moment): string => title.replaceAll(/\W+/g, '-');

let kept: Stage | undefined;
const rows: [Moment, Row][] = [];
try {
  for (const moment of chosen) rows.push([moment, await pool.unit(moment.title, () => (moment.own ? onOwnStage(moment) : onKeptStage(moment)))]);
} finally {
  await kept?.close();
}
console.log('\n| what | exit, seconds after | message | recording | afterwards |\n|---|---|---|---|---|');
const cell = (text: string) => text.replaceAll('|', '/').replaceAll('\n', ' ');
for (const [{ title }, { exit, message, recorded, afterwards }] of rows)
  console.log(`| ${[title, exit, message, recorded, afterwards].map(cell).join(' | ')} |`);

/** The cluster of all cases that spare it, made by a run that nothing happens to. */
async function keptStage(): Promise<Stage> {
  if (kept) return kept;
  kept = new Stage();
  const { code, stderr } = await kept.record({ keep: true, args: ['--set', 'load.hold=1s', '--set', 'load.settle=100ms'] }).finished;
  if (code !== 0) throw new Error(`no cluster could be had: ${stderr}`);
  kept.mark();
  return kept;
}

async function onKeptStage(moment: Moment): Promise<Row> {
  const stage = await keptStage();
  const row = await tell(moment, stage, await make(moment, stage));
  const left = stage.leftInCluster();
  return { ...row, afterwards: `${row.afterwards}; in the cluster: ${left.join(', ') || 'nothing'}` };
}

async function onOwnStage(moment: Moment): Promise<Row> {
  const stage = new Stage();
  try {
    const row = await tell(moment, stage, await make(moment, stage));
    const cleaned = await stage.sandbox.run(['clean']);
    return { ...row, afterwards: `${row.afterwards}; clean (${cleaned.code}): ${cleaned.stderr.trim()}; left: ${stage.left().join(', ') || 'nothing'}` };
  } finally {
    await stage.close();
  }
}

function make(moment: Moment, stage: Stage): Promise<Told> {
  rmSync(join(stage.sandbox.dir, 'reports'), { recursive: true, force: true });
  return moment.make(stage);
}

async function tell(moment: Moment, stage: Stage, { code, signal, stderr, afterMs }: Told): Promise<Row> {
  const folder = join(pool.dir, nameOf(moment));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'stderr.txt'), stderr);
  stage.keepReports(folder);
  const listed = await stage.sandbox.run(['ls']);
  const from = stderr.search(/^(highwater:|recorded;|interrupted;|not everything)/m);
  const row = {
    exit: `${code ?? signal}, ${(afterMs / 1000).toFixed(0)} s`,
    message: (from < 0 ? stderr.trim().split('\n').at(-1) : stderr.slice(from).trim()) ?? '',
    recorded: whatWasRecorded(join(stage.sandbox.dir, 'reports')),
    afterwards: `ls: ${[...listed.stdout.trim().split('\n'), ...listed.stderr.trim().split('\n')].filter(Boolean).join('; ')}`,
  };
  console.log(
    `\n## ${moment.title}\n${Object.entries(row)
      .map(([key, text]) => `${key}: ${text}`)
      .join('\n')}`,
  );
  return row;
}
