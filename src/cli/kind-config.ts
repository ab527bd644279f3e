import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const name = 'kind-config.yaml';

/** The kind configuration of the folder the command runs in, else the one that highwater brings. */
export function kindConfig(cwd: string): { readonly text: string; readonly file: string } {
  const own = join(cwd, name);
  const file = existsSync(own) ? own : fileURLToPath(new URL(`../../${name}`, import.meta.url));
  return { text: readFileSync(file, 'utf8'), file };
}
