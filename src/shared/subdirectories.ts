import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of the folders directly below one; none where it is gone, as a cgroup may be at any moment. */
export function subdirectoriesOf(dir: string): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(dir, entry.name));
  } catch {
    return [];
  }
}
