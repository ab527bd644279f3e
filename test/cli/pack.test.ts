import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
let work: string;
let elsewhere: string;
let installed: string;

/** Runs a program to its end; its npm settings are its own, not those of the `npm test` around it. */
function run(command: string, args: readonly string[], cwd: string) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const path = `${dirname(process.execPath)}:${process.env.PATH}`;
  return spawnSync(command, args, { cwd, env: { ...env, PATH: path, NO_COLOR: '1' }, encoding: 'utf8' });
}

function highwater(...args: string[]) {
  return run(join(elsewhere, 'node_modules', '.bin', 'highwater'), args, elsewhere);
}

describe('the packed tarball, installed elsewhere', () => {
  beforeAll(() => {
    work = mkdtempSync(join(tmpdir(), 'highwater-pack-'));
    elsewhere = join(work, 'elsewhere');
    installed = join(elsewhere, 'node_modules', 'highwater');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'package.json'), '{ "private": true }');
    const pack = run('npm', ['pack', '--pack-destination', work], root);
    expect(pack.status, pack.stderr).toBe(0);
    const tarball = join(work, readdirSync(work).find((name) => name.endsWith('.tgz')) ?? 'missing.tgz');
    const install = run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], elsewhere);
    expect(install.status, install.stderr).toBe(0);
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  test('--version is the version of the package, alone on stdout', () => {
    expect(highwater('--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('--help names the verbs and the exit codes', () => {
    const { status, stdout } = highwater('--help');
    expect(status).toBe(0);
    for (const word of ['run', 'record', 'analyze', 'verify', 'clean', 'Exit codes']) expect(stdout).toContain(word);
  });

  test('wrong usage ends with 2 and says nothing on stdout', () => {
    expect(highwater('no-such-verb')).toMatchObject({ status: 2, stdout: '' });
  });

  test('a scenario that is not there ends with 2 and names the next step', () => {
    const { status, stderr } = highwater('plan', 'no/such/scenario');
    expect(status).toBe(2);
    expect(stderr).toMatch(/no such scenario/);
  });

  test('other programs can import the API', () => {
    const { status, stdout, stderr } = run(process.execPath, ['-e', "import('highwater').then((api) => console.log(typeof api.analyzeRecording))"], elsewhere);
    expect(status, stderr).toBe(0);
    expect(stdout).toBe('function\n');
  });

  test('it carries no source, and nothing in it still names a source file as a module', () => {
    expect(readdirSync(installed).sort()).toEqual(expect.arrayContaining(['bin', 'dist', 'package.json', 'schemas']));
    expect(readdirSync(installed)).not.toContain('src');
    const scripts = globSync('dist/**/*.js', { cwd: installed });
    expect(scripts.length).toBeGreaterThan(10);
    expect(scripts.filter((path) => /(from|import|URL)\s*\(?\s*['"]\.{1,2}\/[^'"]*\.ts['"]/.test(readFileSync(join(installed, path), 'utf8')))).toEqual([]);
  });
});
