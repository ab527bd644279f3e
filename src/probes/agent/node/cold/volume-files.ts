import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** One command each: more would hold up the next start. What takes up memory lies in few files or is small in each. */
const maxFiles = 256;
/** A volume with more than this is looked at no further. */
const maxEntries = 20_000;

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The largest files below a folder; links are not followed. */
export function largestFilesBelow(folder: string): string[] {
  const found: { readonly path: string; readonly bytes: number }[] = [];
  const pending = [folder];
  let seen = 0;
  for (let dir = pending.pop(); dir !== undefined && seen < maxEntries; dir = pending.pop()) {
    for (const entry of entriesOf(dir)) {
      seen += 1;
      const path = join(dir, entry.name);
      if (entry.isDirectory()) pending.push(path);
      if (entry.isFile()) found.push({ path, bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0 });
    }
  }
  return found
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, maxFiles)
    .map(({ path }) => path);
}
