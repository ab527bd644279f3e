// npm run golden:update: writes the kept documents of test/golden anew and prints what changed in them, value by value.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, underGoodNode } from './with-node.mjs';

const folder = join(root, 'test', 'golden');
/** More is a new document rather than a change to look at. */
const shownChanges = 60;

await underGoodNode();
const before = documents();
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const run = spawnSync(process.execPath, [vitest, 'run', '--project', 'golden'], { cwd: root, env: { ...process.env, UPDATE_GOLDEN: '1' }, encoding: 'utf8' });
if (run.status !== 0) {
  process.stderr.write(`${run.stdout}\n${run.stderr}`);
  process.exitCode = 1;
} else print(documents());

function documents() {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return new Map(files.sort().map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))]));
}

function print(after) {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const changes = names.flatMap((name) => changesOf(before.get(name), after.get(name), name));
  for (const change of changes.slice(0, shownChanges)) console.log(change);
  if (changes.length > shownChanges) console.log(`... and ${changes.length - shownChanges} more; see git diff test/golden`);
  console.log(changes.length === 0 ? 'nothing changed' : `${changes.length} values changed; commit them if each is meant`);
}

/** Lines for every value that differs, with its path. */
function changesOf(old, now, path) {
  if (Object.is(old, now)) return [];
  if (old !== null && now !== null && typeof old === 'object' && typeof now === 'object' && Array.isArray(old) === Array.isArray(now)) {
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return keys.flatMap((key) => changesOf(old[key], now[key], Array.isArray(old) ? `${path}[${key}]` : `${path}.${key}`));
  }
  if (old === undefined) return [`+ ${path}: ${short(now)}`];
  return now === undefined ? [`- ${path}: ${short(old)}`] : [`~ ${path}: ${short(old)} -> ${short(now)}`];
}

function short(value) {
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
