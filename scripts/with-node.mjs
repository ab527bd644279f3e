// Makes a checkout ready and runs what follows under a Node that is new enough.
// As a program: node scripts/with-node.mjs COMMAND ARGS..., with the checkout's own tools on PATH.
import { realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { become } from '../bin/become.mjs';
import { ensureDependencies } from '../bin/dependencies.mjs';
import { findNode } from '../bin/node-runtime.mjs';
import { orExit } from '../bin/say.mjs';

/** Folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Returns once the dependencies are installed and this very process is new enough; otherwise runs the script again in one that is. */
export async function underGoodNode() {
  const node = await readyNode();
  if (node !== process.execPath) await become(node, process.argv.slice(1), process.env);
  process.env.PATH = pathWith(node);
}

async function readyNode() {
  return orExit(async () => {
    const node = await findNode(process.env);
    await ensureDependencies(root, node, process.env);
    return node;
  });
}

function pathWith(node) {
  return [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const node = await readyNode();
  const [command = node, ...args] = process.argv.slice(2);
  await become(command, args, { ...process.env, PATH: pathWith(node) });
}
