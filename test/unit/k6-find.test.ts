import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishedSum, releaseName } from '../../src/loads/k6/download.ts';
import { findK6 } from '../../src/loads/k6/find.ts';
import { type ProcessRunner, runProcess } from '../../src/loads/k6/run-process.ts';
import type { HighwaterError } from '../../src/shared/errors.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'highwater-find-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A program that answers `version` as k6 does. */
const program = (version: string): string => `#!/bin/sh\necho "k6 v${version} (go1.26.8, linux/amd64)"\n`;

async function executable(path: string, text: string): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

const noNetwork: typeof fetch = async () => {
  throw new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND') });
};

const cacheDir = (): string => join(home, 'cache');
const cached = (): string => join(cacheDir(), 'k6', '2.2.0', 'k6');

/** Tools are found where the machine has them, k6 and go only where the test puts them. */
const find = (options: { fetch?: typeof fetch; run?: ProcessRunner; platform?: string; path?: string } = {}) => {
  const notes: string[] = [];
  const { path = join(home, 'bin'), ...rest } = options;
  const found = findK6({
    env: { PATH: path },
    cacheDir: cacheDir(),
    note: (text) => notes.push(text),
    fetch: noNetwork,
    platform: 'linux',
    arch: 'x64',
    ...rest,
  });
  return { found, notes };
};

/** Runs `tar` by the test's own PATH, everything else as it is. */
const withTar: ProcessRunner = (command, args, options) =>
  runProcess(command, args, command === 'tar' ? { ...options, env: { PATH: process.env.PATH } } : options);

async function release(sumOf?: string): Promise<typeof fetch> {
  const name = releaseName('linux', 'x64');
  await executable(join(home, 'release', name, 'k6'), program('2.2.0'));
  await withTar('tar', ['-czf', `${name}.tar.gz`, name], { cwd: join(home, 'release') });
  const archive = await readFile(join(home, 'release', `${name}.tar.gz`));
  const sum = createHash('sha256')
    .update(sumOf ?? archive)
    .digest('hex');
  return async (input) => {
    const file = String(input).split('/').at(-1) ?? '';
    if (file === 'k6-v2.2.0-checksums.txt') return new Response(`${'0'.repeat(64)}  other.tar.gz\n${sum}  ${name}.tar.gz\n`);
    return file === `${name}.tar.gz` ? new Response(new Uint8Array(archive)) : new Response('', { status: 404 });
  };
}

async function refused(found: Promise<unknown>): Promise<HighwaterError> {
  return found.then(
    () => {
      throw new Error('was found');
    },
    (error: HighwaterError) => error,
  );
}

describe('on PATH', () => {
  test('is taken when new enough, and nothing else is tried', async () => {
    const path = await executable(join(home, 'bin', 'k6'), program('2.0.0'));
    const { found, notes } = find();
    expect(await found).toEqual({ path, version: '2.0.0', from: 'PATH' });
    expect(notes).toEqual([]);
  });

  test('is passed over when of the old line', async () => {
    await executable(join(home, 'bin', 'k6'), program('1.8.1'));
    await executable(cached(), program('2.2.0'));
    expect(await find().found).toEqual({ path: cached(), version: '2.2.0', from: 'cache' });
  });

  test('is passed over when it is something else of that name', async () => {
    await executable(join(home, 'bin', 'k6'), '#!/bin/sh\necho a keyboard with six keys\n');
    await executable(cached(), program('2.2.0'));
    expect((await find().found).from).toBe('cache');
  });
});

describe('download', () => {
  test('is checked, unpacked and installed; the next time it is in the cache', async () => {
    const { found, notes } = find({ fetch: await release(), run: withTar });
    expect(await found).toEqual({ path: cached(), version: '2.2.0', from: 'download' });
    expect(notes).toEqual(['downloading k6 2.2.0']);
    expect(await readdir(join(cached(), '..'))).toEqual(['k6']);
    expect((await find().found).from).toBe('cache');
  });

  test('takes the place of a damaged program in the cache', async () => {
    await executable(cached(), '#!/bin/sh\nexit 1\n');
    expect((await find({ fetch: await release(), run: withTar }).found).from).toBe('download');
  });

  test('is refused when its sum is not the published one, and leaves nothing', async () => {
    const error = await refused(find({ fetch: await release('something else'), run: withTar }).found);
    expect(error.message).toMatch(/k6-v2\.2\.0-linux-amd64\.tar\.gz has sha256 [0-9a-f]{64}, published is [0-9a-f]{64}/);
    expect(await readdir(join(cached(), '..'))).toEqual([]);
  });

  test('names what is published for a machine, and says where nothing is', () => {
    expect(releaseName('darwin', 'arm64')).toBe('k6-v2.2.0-macos-arm64');
    expect(() => releaseName('linux', 'riscv64')).toThrow('no release is published for linux on riscv64');
  });

  test('finds the sum of the very file', () => {
    const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
    const sums = `${a}  k6-v2.2.0-linux-amd64.tar.gz.sig\n${b} *k6-v2.2.0-linux-amd64.tar.gz\n`;
    expect(publishedSum(sums, 'k6-v2.2.0-linux-amd64.tar.gz')).toBe(b);
    expect(() => publishedSum(sums, 'k6-v2.2.0-linux-arm64.tar.gz')).toThrow('do not name');
  });
});

describe('build with Go', () => {
  /** A `go` that writes the program it was asked for. */
  const compiler = (version: string): string =>
    `#!/bin/sh
while [ "$1" != -o ]; do shift; done
[ -f go.mod ] || exit 3
printf '%s' '${program(version)}' > "$2"
`;

  test('is the last way, said before it begins', async () => {
    await executable(join(home, 'bin', 'go'), compiler('2.2.0'));
    const { found, notes } = find({ path: `${join(home, 'bin')}:/usr/bin:/bin` });
    expect(await found).toEqual({ path: cached(), version: '2.2.0', from: 'go-build' });
    expect(notes.at(-1)).toContain('building k6 2.2.0 with Go');
  });

  test('a compiler that fails is quoted', async () => {
    await executable(join(home, 'bin', 'go'), '#!/bin/sh\necho "go: no such module" >&2\nexit 1\n');
    expect((await refused(find().found)).message).toContain('build with Go: go build ended with 1: go: no such module');
  });
});

test('when every way fails, one error names each and why', async () => {
  const { found, notes } = find();
  const error = await refused(found);
  expect(error.code).toBe('k6-unavailable');
  expect(error.message).toContain('on PATH: no k6 there');
  expect(error.message).toContain(`in the cache (${cached()}): nothing there`);
  expect(error.message).toMatch(/download of release v2\.2\.0: https:.*checksums\.txt: getaddrinfo ENOTFOUND/);
  expect(error.message).toContain('build with Go: no go on PATH');
  expect((error.cause as AggregateError).errors).toHaveLength(4);
  expect(error.hint).toContain('Install k6');
  expect(notes).toEqual(['downloading k6 2.2.0']);
});
