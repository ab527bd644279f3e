// npm run evidence -- NAME [ARGS...]: runs scripts/evidence/NAME.{mjs,ts}, whose finished pieces lie in evidence/NAME/ and are not done again.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { say } from '../bin/say.mjs';
import { root, underGoodNode } from './with-node.mjs';

const folder = join(root, 'scripts', 'evidence');
/** pool.mjs is what the scripts share. */
const scripts = readdirSync(folder)
  .filter((file) => /\.(mjs|ts)$/.test(file) && !file.startsWith('pool.'))
  .map((file) => ({ name: file.replace(/\.(mjs|ts)$/, ''), path: join(folder, file) }));

const [name, ...args] = process.argv.slice(2);
const script = scripts.find((one) => one.name === name);
if (name === undefined) console.log(scripts.map((one) => one.name).join('\n'));
else if (script === undefined) {
  say(`there is no evidence script "${name}"; known are: ${scripts.map((one) => one.name).join(', ') || 'none'}`);
  process.exitCode = 2;
} else await run(script);

/** A script finds its arguments from process.argv[2] on, as if it had been started by itself, and its pool in HIGHWATER_POOL. */
async function run({ name, path }) {
  await underGoodNode();
  const pool = join(root, 'evidence', name);
  mkdirSync(pool, { recursive: true });
  process.env.HIGHWATER_POOL = pool;
  process.argv = [process.argv[0], path, ...args];
  await import(pathToFileURL(path).href);
}
