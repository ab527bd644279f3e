// npm test: makes the checkout ready, then type check, lint and every test that this machine can run. Arguments go to vitest.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { cacheDir } from '../bin/cache-dir.mjs';
import { say } from '../bin/say.mjs';
import { testBedEnvironment } from './test-bed.mjs';
import { closingLine, totalsOf } from './test-totals.mjs';
import { root, underGoodNode } from './with-node.mjs';

await underGoodNode();
takeOverTestBed();
await provideK6();

const totals = [check('type check', 'tsc', ['--noEmit']), check('lint', 'biome', ['check', '.']), tests()].reduce(add);
if (totals.leftOut.length > 0) {
  console.log('\nLeft out, because this machine lacks what they need (HIGHWATER_REQUIRE=name,... turns that into a failure):');
  for (const line of totals.leftOut) console.log(`- ${line}`);
}
console.log(`\n${closingLine(totals)}`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function takeOverTestBed() {
  try {
    Object.assign(process.env, testBedEnvironment(process.env));
  } catch (error) {
    say(`the test bed is not up: ${error.message}`);
  }
}

/** The tests use the k6 that highwater itself would use; without one, the suites that need it say so. */
async function provideK6() {
  try {
    const { findK6 } = await import('../src/loads/k6/find.ts');
    const { path } = await findK6({ env: process.env, cacheDir: cacheDir(process.env), note: say });
    process.env.PATH = [process.env.PATH, dirname(path)].join(delimiter);
  } catch (error) {
    say(`no k6: ${error.message}`);
  }
}

/** One check of the whole source counts as one test. */
function check(title, tool, args) {
  console.log(`\n${title}`);
  const { status } = spawnSync(tool, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0, leftOut: [] };
}

function tests() {
  const work = mkdtempSync(join(tmpdir(), 'highwater-test-'));
  const report = join(work, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync('vitest', ['run', ...reporters, ...process.argv.slice(2)], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const found = existsSync(report) ? totalsOf(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 1, skipped: 0, leftOut: [] };
  rmSync(work, { recursive: true, force: true });
  return status !== 0 && found.failed === 0 ? { ...found, failed: 1 } : found;
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped, leftOut: [...a.leftOut, ...b.leftOut] };
}
