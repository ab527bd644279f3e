import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Tools } from './tools.ts';

/** Files per command: 500 paths of 200 bytes stay far below the kernel's 2 MiB for arguments. */
const batchSize = 500;

interface Output {
  readonly text: string;
  readonly failed: boolean;
}

function run(file: string, args: readonly string[]): Promise<Output> {
  return new Promise((resolve) => {
    execFile(file, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => resolve({ text: stdout, failed: error !== null }));
  });
}

function batches(files: readonly string[]): string[][] {
  const count = Math.ceil(files.length / batchSize);
  return Array.from({ length: count }, (_, i) => files.slice(i * batchSize, (i + 1) * batchSize));
}

/** `fincore --json` writes sizes as strings or numbers, by version. */
export function parseFincore(text: string): Map<string, number> {
  const resident = new Map<string, number>();
  if (text.trim() === '') return resident;
  const { fincore } = JSON.parse(text) as { fincore: readonly { readonly res: string | number; readonly file: string }[] };
  for (const { res, file } of fincore) resident.set(file, Number(res));
  return resident;
}

/**
 * Bytes of each file that are in the page cache, from fincore(1). What the kernel will not tell counts as wholly resident:
 * since 5.2 mincore(2) reports every page of a file that the caller neither owns nor may write.
 */
export async function residentBytes(fincore: string, files: readonly string[]): Promise<Map<string, number>> {
  const resident = new Map<string, number>();
  for (const batch of batches(files)) {
    const { text } = await run(fincore, ['--bytes', '--json', '--output', 'RES,FILE', ...batch]);
    const told = parseFincore(text);
    for (const file of batch) resident.set(file, told.get(file) ?? statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  }
  return resident;
}

const adviseAll = `import os, sys
for path in sys.argv[1:]:
    try:
        fd = os.open(path, os.O_RDONLY)
        os.posix_fadvise(fd, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(fd)
    except OSError:
        pass`;

/** The same as `evict` for thousands of files, in far fewer processes where there is a Python; what is dirty stays. Look afterwards what did. */
export async function evictMany(tools: Pick<Tools, 'sh' | 'dd' | 'python3'>, files: readonly string[]): Promise<void> {
  const { sh, dd, python3 } = tools;
  if (!python3) return evict({ sh, dd, sync: undefined }, files);
  for (const batch of batches(files)) await run(python3, ['-I', '-c', adviseAll, ...batch]);
}

/** Drops the files' pages with posix_fadvise(DONTNEED), which dd's `nocache` asks for. Dirty pages are written first, since they would stay. */
export async function evict({ sh, dd, sync }: Pick<Tools, 'sh' | 'dd' | 'sync'>, files: readonly string[]): Promise<void> {
  if (!sh || !dd) return;
  for (const batch of batches(files)) {
    if (sync) await run(sync, ['--', ...batch]);
    await run(sh, ['-c', 'dd=$1; shift; for file; do "$dd" if="$file" iflag=nocache count=0 status=none; done 2>/dev/null', 'highwater-evict', dd, ...batch]);
  }
}
