// npm run build: dist/, what the published package runs.
import { join } from 'node:path';
import { say } from '../bin/say.mjs';
import { root, underGoodNode } from './with-node.mjs';

await underGoodNode();
const { buildInto } = await import('./build-package.mjs');
try {
  buildInto(join(root, 'dist'));
  say('dist/ is built');
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
