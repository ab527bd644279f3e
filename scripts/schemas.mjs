// Writes schemas/*.json from the zod schemas; a test compares them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, underGoodNode } from './with-node.mjs';

await underGoodNode();
const { schemaFiles } = await import('./schema-files.ts');
mkdirSync(join(root, 'schemas'), { recursive: true });
for (const [name, text] of Object.entries(schemaFiles())) {
  writeFileSync(join(root, 'schemas', name), text);
  console.log(`schemas/${name}`);
}
