import { readdirSync, readFileSync, statSync } from 'node:fs';
import { residentBytes } from './page-cache.ts';
import type { Tools } from './tools.ts';
import { parseMapsLine } from './used-files.ts';

/** Tells how many bytes of each file are in the page cache. */
export interface Residency {
  /** False where it is inferred, not read from the kernel. */
  readonly verified: boolean;
  of(files: readonly string[]): Promise<Map<string, number>>;
}

function mapsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** Files that any process maps whose maps may be read. */
function mappedFiles(): Set<string> {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(mapsOf);
  return new Set(lines.map((line) => parseMapsLine(line)?.path).filter((path) => path !== undefined));
}

/**
 * Without fincore: what somebody maps stays when it is evicted, everything else goes (mapped pages are what posix_fadvise(DONTNEED) spares).
 * An ordinary user does not see who maps the files of others, so those count as mapped.
 */
function inferred(uid: number): Residency {
  return {
    verified: false,
    async of(files) {
      const mapped = mappedFiles();
      return new Map(
        files.map((file) => {
          const stat = statSync(file, { throwIfNoEntry: false });
          const stays = mapped.has(file) || (uid !== 0 && stat?.uid !== uid);
          return [file, stays ? (stat?.size ?? 0) : 0];
        }),
      );
    },
  };
}

/** fincore(1) is in util-linux, on Debian in util-linux-extra, which small installations lack. */
export function residencyWith({ fincore }: Tools, uid: number): Residency {
  return fincore ? { verified: true, of: (files) => residentBytes(fincore, files) } : inferred(uid);
}
