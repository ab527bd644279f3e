import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const src = join(import.meta.dirname, '../../../src');
/** What may change the result of judging a synthetic recording. */
const folders = ['analysis', 'recommend', 'recording', 'shared'];

/** Names the code that judges: a kept result of other code must not be taken for this one's. */
export function judgingDigest(): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    const files = readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    for (const file of files.sort()) hash.update(file).update(readFileSync(join(src, folder, file)));
  }
  return hash.digest('hex').slice(0, 12);
}
