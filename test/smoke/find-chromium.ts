import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The browser that the requirement `chromium` has found. */
export function findChromium(): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found = ['chromium', 'chromium-browser', 'google-chrome']
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error('there is no chromium on PATH');
  return found;
}
