import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../../shared/bundle.ts';

/** In the compiled package, made with it (scripts/build-package.mjs). */
const bundled = new URL('./load-script.mjs', import.meta.url);
const extension = extname(import.meta.url);
const entry = new URL(`./inside/main${extension}`, import.meta.url);

let made: Promise<string> | undefined;

/** What runs in the pods as one file for a ConfigMap: from the package, or, in a checkout, made from its sources once per process. */
export function loadScript(): Promise<string> {
  made ??= extension === '.ts' ? bundle(fileURLToPath(entry)) : readFile(bundled, 'utf8');
  return made;
}
