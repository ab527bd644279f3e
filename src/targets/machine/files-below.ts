import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Regular files below a directory, at most `limit`; links are not followed. */
export function filesBelow(dir: string, limit: number): string[] {
  const found: string[] = [];
  const pending = [dir];
  for (let next = pending.pop(); next !== undefined && found.length < limit; next = pending.pop()) {
    for (const entry of entriesOf(next)) {
      if (entry.isDirectory() && entry.name !== '.git') pending.push(join(next, entry.name));
      if (entry.isFile()) found.push(join(next, entry.name));
    }
  }
  return found.slice(0, limit);
}
