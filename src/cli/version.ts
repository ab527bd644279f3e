import { readFileSync } from 'node:fs';

/** The package's own version; package.json lies two folders up, in a checkout (src/cli) and in the package (dist/cli) alike. */
export function toolVersion(): string {
  return (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}
