// Makes a fresh clone ready to work in: a Node that is new enough, and the dependencies. `npm start` and `npm test` do the same by themselves.
import { dirname } from 'node:path';
import { say } from '../bin/say.mjs';
import { root, underGoodNode } from './with-node.mjs';

await underGoodNode();
say(`${root} is ready with Node ${process.versions.node} (${dirname(process.execPath)})`);
