import { readFileSync } from 'node:fs';

/** Text of a small file; undefined where it is absent or may not be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
