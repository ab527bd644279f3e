import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundleOptions } from '../src/shared/bundle.ts';
import { root } from './with-node.mjs';

/** Compiles src to `outDir` and puts everything beside it that is no TypeScript (fonts, styles). `outDir` is replaced only by a complete build. */
export function buildInto(outDir) {
  mkdirSync(dirname(outDir), { recursive: true });
  const work = mkdtempSync(join(dirname(outDir), `.${basename(outDir)}-`));
  try {
    compile(work);
    copyAssets(work);
    bundlePrograms(work);
    rmSync(outDir, { recursive: true, force: true });
    // mkdtemp lets nobody else in.
    chmodSync(work, 0o755);
    renameSync(work, outDir);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function compile(outDir) {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '--project', join(root, 'tsconfig.build.json'), '--outDir', outDir];
  const run = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`the compiler ended with ${run.signal ?? run.status}:\n${run.stdout}${run.stderr}`);
}

/** What runs in pods of ours is one file each; script.ts of its folder reads it there. */
function bundlePrograms(outDir) {
  const bundle = (folder, entry, file) => buildSync({ ...bundleOptions(join(outDir, folder, entry)), write: true, outfile: join(outDir, folder, file) });
  bundle('probes/agent', 'node/main.js', 'agent-script.mjs');
  bundle('loads/k6/pods', 'inside/main.js', 'load-script.mjs');
}

function copyAssets(outDir) {
  const source = join(root, 'src');
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    cpSync(path, join(outDir, path.slice(source.length)));
  }
}
