import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

/** A program as one module that needs nothing but Node, so that a ConfigMap can carry it. Names stay: a stack trace in a pod's log then says something. */
export function bundleOptions(entry: string) {
  return {
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    legalComments: 'none',
    minifyWhitespace: true,
    logLevel: 'silent',
  } as const satisfies BuildOptions;
}

/** Made from the sources; esbuild is there in a checkout alone. */
async function bundle(entry: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build(bundleOptions(entry));
  return outputFiles[0]?.text ?? '';
}

/**
 * A program for pods as one file, by its place beside `module`: the compiled package has it as `bundled` (scripts/build-package.mjs), a checkout makes it once per
 * process from `entry`, which is named without its extension.
 */
export function scriptFor(module: string, { bundled, entry }: { readonly bundled: string; readonly entry: string }): () => Promise<string> {
  const extension = extname(module);
  let made: Promise<string> | undefined;
  return () => {
    made ??= extension === '.ts' ? bundle(fileURLToPath(new URL(`${entry}${extension}`, module))) : readFile(new URL(bundled, module), 'utf8');
    return made;
  };
}
