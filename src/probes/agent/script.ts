import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** File of the compiled package that holds the bundle; scripts/build-package.mjs writes it. */
const bundled = new URL('./agent-script.mjs', import.meta.url);
const entry = new URL('./node/main.ts', import.meta.url);

let made: Promise<string> | undefined;

/** The agent as one file for a ConfigMap: from the package, or, in a checkout, made from its sources once per process. */
export function agentScript(): Promise<string> {
  made ??= extname(import.meta.url) === '.ts' ? bundleAgent(fileURLToPath(entry)) : readFile(bundled, 'utf8');
  return made;
}

/** One module that needs nothing but Node. Names are kept, so that a stack trace in a pod's log says something. */
async function bundleAgent(path: string): Promise<string> {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    legalComments: 'none',
    minifyWhitespace: true,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
