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
export async function bundle(entry: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build(bundleOptions(entry));
  return outputFiles[0]?.text ?? '';
}
