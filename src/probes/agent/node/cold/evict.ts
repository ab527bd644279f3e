import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** A page that was in a per-CPU batch or under writeback goes at the second try. */
const passes = 2;

/**
 * dd as it is to be started. `toolsDir` holds copies of dd, of the loader and of the libraries: those of the image may be the very files that are
 * to go, and pages that are mapped stay.
 */
function ddCommand(toolsDir: string | undefined): readonly string[] {
  const loader = toolsDir === undefined ? undefined : readdirSync(toolsDir).find((name) => name.startsWith('ld-'));
  if (toolsDir === undefined || loader === undefined || !existsSync(join(toolsDir, 'dd'))) return ['dd'];
  return [join(toolsDir, loader), '--library-path', toolsDir, join(toolsDir, 'dd')];
}

function run(file: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file, args, (error) => resolve(error === null));
  });
}

/** Pages that are not written yet stay whatever is asked (posix_fadvise(2)): data that was made just before a run would count for whoever made it. */
async function writeBack(file: string): Promise<void> {
  const handle = await open(file, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Drops the pages of files with posix_fadvise(DONTNEED), which dd's `nocache` asks for. Answers how many files it could be asked for. */
export async function evict(files: readonly string[], toolsDir: string | undefined): Promise<number> {
  const [program = 'dd', ...before] = ddCommand(toolsDir);
  let done = 0;
  for (const file of files) {
    let worked = false;
    await writeBack(file);
    for (let pass = 0; pass < passes; pass++) worked = await run(program, [...before, `if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
    if (worked) done++;
  }
  return done;
}
