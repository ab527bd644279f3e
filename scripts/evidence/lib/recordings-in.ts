import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Recording directories in a folder, at any depth, in the order of their names. */
export function recordingsIn(folder: string): string[] {
  if (existsSync(join(folder, 'events.ndjson'))) return [folder];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .sort()
    .flatMap((name) => recordingsIn(join(folder, name)));
}
