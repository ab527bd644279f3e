// Heap snapshots of real runs of servers that keep something known with every request: what was built in, what was found, and what was said about it.
// Usage: npm run evidence -- heap-growth [local|docker] [WORD...]   (half a minute each; needs what the target needs)
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Analysis, analysisSchema } from '../../src/analysis/document.ts';
import { formatMemory } from '../../src/shared/quantity.ts';
import { markdownTable } from './lib/markdown.ts';
import { ownPool } from './pool.mjs';

interface Case {
  readonly grow: string;
  readonly truth: string;
  readonly set?: readonly string[];
}

const cases: readonly Case[] = [
  { grow: 'objects', truth: 'a Session with 2000 numbers, 16 KB' },
  { grow: 'map', truth: 'a key and a text of 12,000 characters in a Map' },
  { grow: 'buffers', truth: 'a Buffer of 64 KiB' },
  { grow: 'cache', truth: 'nothing: its 100 entries are there after the first load' },
  { grow: 'cache-filling', truth: 'entries of a cache that is full at 450, 150 of them in the second load', set: ['CACHE_ENTRIES=450'] },
  { grow: 'worker', truth: 'a Session of 240 KB on the heap of a worker thread', set: ['SESSION_ITEMS=30000'] },
  { grow: 'nothing', truth: 'nothing' },
];

const root = resolve(import.meta.dirname, '../..');
const pool = ownPool() as { dir: string; unit<T>(key: string, work: () => Promise<T>): Promise<T> };
const [target = 'local', ...words] = process.argv.slice(2);

function highwater(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/highwater'), ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`highwater ${args.join(' ')} ended as ${status}: ${stderr}`);
  return stdout;
}

/** A table row: everything but the truth comes from analysis.json. */
async function record({ grow, set = [] }: Case): Promise<string[]> {
  const dir = join(pool.dir, `${target}-${grow}`);
  rmSync(dir, { recursive: true, force: true });
  cpSync(join(root, 'test/smoke/heap-scenario'), join(dir, 'scenario'), { recursive: true });
  const env = [`GROW=${grow.replace('cache-filling', 'cache')}`, ...set].flatMap((each) => ['--set', `workload.${target}.env.${each}`]);
  const out = highwater(['record', 'scenario', '--target', target, '--heap-snapshots', '--json', ...env], dir);
  const { runDir } = JSON.parse(out) as { runDir: string };
  highwater(['analyze', runDir], dir);
  const analysis: Analysis = analysisSchema.parse(JSON.parse(readFileSync(join(runDir, 'analysis.json'), 'utf8')));
  const growth = analysis.heap?.growth;
  if (!growth) return [analysis.heap?.why ?? 'nothing', '', '', ''];
  const { first, second, iterations, rows } = growth;
  const more = (from: number, to: number) => formatMemory(Math.round(to - from));
  const named = rows.slice(0, 4).map(({ name, growthCount, growthBytes }) => `${name} ${growthCount}, ${formatMemory(growthBytes)}`);
  return [
    `${iterations} iterations: ${named.join('; ')}`,
    more(first.bytes, second.bytes),
    more(first.anonBytes ?? 0, second.anonBytes ?? 0),
    `${analysis.heap?.where}; leak: ${analysis.leak.verdict}`,
  ];
}

const rows: string[][] = [];
for (const one of cases.filter(({ grow }) => words.length === 0 || words.includes(grow)))
  rows.push([one.truth, ...(await pool.unit(`${target}/${one.grow}`, () => record(one)))]);
console.log(markdownTable(['kept with every request', 'grew most, of the second snapshot', 'heap', 'anonymous memory', 'said'], rows));
