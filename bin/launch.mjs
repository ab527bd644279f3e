// Finds a Node that is new enough, and in a checkout the dependencies, then runs highwater in it: in this process where it can.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { become, ignoreSignalEchoes } from './become.mjs';
import { cacheDir } from './cache-dir.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { findNode } from './node-runtime.mjs';
import { orExit } from './say.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// The published package carries no src folder.
const source = join(root, 'src', 'main.ts');
const inCheckout = existsSync(source);

const node = await orExit(async () => {
  const found = await findNode(process.env);
  if (inCheckout) await ensureDependencies(root, found, process.env);
  return found;
});

if (node !== process.execPath) await become(node, [join(root, 'bin', 'highwater'), ...process.argv.slice(2)], process.env);

ignoreSignalEchoes(process.env);
if (inCheckout) hideTypeStrippingWarning();
module.enableCompileCache(join(cacheDir(process.env), 'compiled'));
await import(pathToFileURL(inCheckout ? source : join(root, 'dist', 'main.js')).href);

/** Node 22 warns once that it strips types; it is how a checkout is meant to run. */
function hideTypeStrippingWarning() {
  const emitWarning = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    if (!String(warning).includes('Type Stripping')) emitWarning.call(process, warning, ...rest);
  };
}
