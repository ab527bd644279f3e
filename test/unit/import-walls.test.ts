import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { violationsOf } from '../walls/violations.ts';

const src = fileURLToPath(new URL('../../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort();

describe('the walls of src', () => {
  test('are kept by every file', () => {
    expect(files).toContain('main.ts');
    expect(files).toContain('analysis/document.ts');
    expect(files.flatMap((path) => violationsOf(path, readFileSync(join(src, path), 'utf8')))).toEqual([]);
  });
});

/** [what it shows, path below src, text] */
const breaches = [
  ['the judging half reaches for the measuring half', 'analysis/a.ts', `import { x } from '../targets/local/target.ts';`],
  ['a type is an import too', 'recording/a.ts', `import type { Analysis } from '../analysis/document.ts';`],
  ['an export from elsewhere is an import too', 'ports/a.ts', `export { x } from '../run/orchestrate.ts';`],
  ['a late import is an import too', 'recommend/a.ts', `const x = await import('../report/html.ts');`],
  ['a worker is an import too', 'probes/a.ts', `new Worker(new URL('../loads/k6/reader.ts', import.meta.url));`],
  ['loads and probes do not know each other', 'loads/k6/a.ts', `import { x } from '../../probes/psi.ts';`],
  ['verify and gate stand side by side', 'gate/a.ts', `import { x } from '../verify/next.ts';`],
  ['a verb does not know concrete targets', 'cli/run.ts', `import { x } from '../targets/local/target.ts';`],
  ['the public API measures nothing', 'index.ts', `export { x } from './probes/psi.ts';`],
  ['a folder that the design does not know', 'utils/a.ts', `export const x = 1;`],
  ['printing below cli', 'run/a.ts', `console.error('hello');`],
  ['printing by hand below cli', 'report/a.ts', `process.stdout.write('hello');`],
  ['an exit below main', 'cli/fail.ts', `process.exit(1);`],
  ['an exit code below main', 'cli/fail.ts', `process.exitCode = 2;`],
  ['a clock in the judging half', 'recommend/a.ts', `export const at = Date.now();`],
  ['the present as a date in the judging half', 'report/a.ts', `export const at = new Date();`],
  ['chance in the judging half', 'analysis/a.ts', `export const x = Math.random();`],
  ['chance from a module in the judging half', 'analysis/a.ts', `import { randomUUID } from 'node:crypto';`],
  ['the environment in the judging half', 'verify/a.ts', `export const x = process.env.HOME;`],
  ['another process in the judging half', 'report/a.ts', `import { execa } from 'execa';`],
  ['the network in the judging half', 'gate/a.ts', `await fetch('http://127.0.0.1');`],
] as const;

const nearMisses = [
  ['the layer below', 'recommend/a.ts', `import type { Analysis } from '../analysis/document.ts';`],
  ['a neighbour in the same folder', 'probes/cgroup/a.ts', `import { x } from '../psi.ts';`],
  ['the one importer of concrete parts', 'cli/compose.ts', `import { x } from '../targets/local/target.ts';`],
  ['a verb that asks that importer', 'cli/run.ts', `import { compose } from './compose.ts';`],
  ['a breach that only a comment names', 'analysis/a.ts', `// import { x } from '../targets/local/target.ts'; console.log(Date.now())\nexport const x = 1;`],
  ['a breach that only a string names', 'report/a.ts', `export const script = "console.log(Date.now()); import('../cli/run.ts')";`],
  ['a date made of a recorded number', 'report/a.ts', `export const at = (ms: number) => new Date(ms).toISOString();`],
  ['a digest in the judging half', 'analysis/a.ts', `import { createHash } from 'node:crypto';`],
  ['a recorded process that happens to be called process', 'analysis/a.ts', `export const pid = (process: { pid: number }) => process.pid;`],
  ['a clock in the measuring half', 'run/a.ts', `export const clock = () => performance.now();`],
  ['a property that is merely named exit', 'run/a.ts', `export const code = (child: { exit: number }) => child.exit;`],
  ['printing where it belongs', 'cli/progress.ts', `process.stderr.write('hello');`],
  ['the one place that sets the exit code', 'main.ts', `import { main } from './cli/program.ts';\nprocess.exitCode = await main([], process);`],
] as const;

describe('the check itself', () => {
  test.each(breaches)('fires: %s', (_, path, text) => {
    expect(violationsOf(path, text)).toHaveLength(1);
  });

  test.each(nearMisses)('stays silent: %s', (_, path, text) => {
    expect(violationsOf(path, text)).toEqual([]);
  });
});
