import { chmodSync, cpSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildInto } from '../../scripts/build-package.mjs';
import { productionPackages } from './production-files.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Lays out highwater in `dir` as a user has it installed: compiled, with its production dependencies and nothing else. */
export function stagePackage(dir: string): void {
  mkdirSync(dir, { recursive: true });
  // Other users run it too; a folder made by mkdtemp is its owner's alone.
  chmodSync(dir, 0o755);
  buildInto(join(dir, 'dist'));
  for (const name of ['bin', 'schemas', 'package.json', ...productionPackages(root)]) cpSync(join(root, name), join(dir, name), { recursive: true });
}

/** The file that `name` on PATH stands for, links resolved. Throws where there is none. */
export function programOnPath(name: string): string {
  const found = (process.env.PATH ?? '').split(delimiter).find((folder) => existsSync(join(folder, name)));
  if (found === undefined) throw new Error(`${name} is not on PATH`);
  return realpathSync(join(found, name));
}

export const here = dirname(fileURLToPath(import.meta.url));
