import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensureDependencies } from '../../bin/dependencies.mjs';
import { withLock } from '../../bin/lock.mjs';
import { isNewEnough } from '../../bin/node-runtime.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-launcher-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a Node that is new enough', () => {
  test.each(['22.22.0', '22.30.1', '23.0.0', '24.21.0', '100.0.0'])('%s is', (version) => expect(isNewEnough(version)).toBe(true));
  test.each(['22.21.9', '20.20.2', '16.20.2', '9.22.0'])('%s is not', (version) => expect(isNewEnough(version)).toBe(false));
});

describe('the dependencies of a checkout', () => {
  /** An npm that does what matters of an install, and counts how often it was asked. */
  function checkoutWithNpm(npm: string): NodeJS.ProcessEnv {
    mkdirSync(join(dir, 'path'));
    writeFileSync(join(dir, 'path', 'npm'), `#!/bin/sh\necho "$@" >>asked\n${npm}\n`);
    chmodSync(join(dir, 'path', 'npm'), 0o755);
    writeFileSync(join(dir, 'package-lock.json'), '{}');
    return { PATH: `${join(dir, 'path')}:/usr/bin:/bin`, XDG_CACHE_HOME: join(dir, 'cache') };
  }
  const works = 'mkdir -p node_modules && echo {} >node_modules/.package-lock.json';
  const asked = () => (existsSync(join(dir, 'asked')) ? readFileSync(join(dir, 'asked'), 'utf8').trim().split('\n').length : 0);
  // Its folder goes in front of PATH for npm, so it must not hold another npm.
  const ensure = (env: NodeJS.ProcessEnv) => ensureDependencies(dir, '/nonexistent/bin/node', env);

  test('are installed once, by two at the same time too', async () => {
    const env = checkoutWithNpm(works);
    await Promise.all([ensure(env), ensure(env)]);
    await ensure(env);
    expect(asked()).toBe(1);
  });

  test('are installed again when the lockfile is newer', async () => {
    const env = checkoutWithNpm(works);
    await ensure(env);
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(dir, 'package-lock.json'), later, later);
    await ensure(env);
    expect(asked()).toBe(2);
  });

  test('that an interrupted install left half done are installed again', async () => {
    const env = checkoutWithNpm(works);
    mkdirSync(join(dir, 'node_modules'));
    await ensure(env);
    expect(asked()).toBe(1);
  });

  test('behind a link are never installed: they serve where they are the ones of the lockfile, whatever the times say', async () => {
    const env = checkoutWithNpm(works);
    const lock = (integrity: string) =>
      JSON.stringify({ packages: { '': {}, 'node_modules/zod': { integrity }, 'node_modules/for-macos': { integrity, optional: true } } });
    const elsewhere = join(dir, 'elsewhere', 'node_modules');
    mkdirSync(elsewhere, { recursive: true });
    symlinkSync(elsewhere, join(dir, 'node_modules'));
    await expect(ensure(env)).rejects.toMatchObject({ hint: expect.stringContaining('remove the link') });
    writeFileSync(join(elsewhere, '.package-lock.json'), JSON.stringify({ packages: { 'node_modules/zod': { integrity: 'sha512-one' } } }));
    const later = new Date(Date.now() + 60_000);
    for (const [integrity, answer] of [
      ['sha512-one', 'serves'],
      ['sha512-two', 'refused'],
    ]) {
      writeFileSync(join(dir, 'package-lock.json'), lock(integrity as string));
      utimesSync(join(dir, 'package-lock.json'), later, later);
      expect(
        await ensure(env).then(
          () => 'serves',
          () => 'refused',
        ),
      ).toBe(answer);
    }
    expect(asked()).toBe(0);
    expect(existsSync(join(elsewhere, '.package-lock.json'))).toBe(true);
  });

  test('that cannot be installed end with what npm said and the next step', async () => {
    const env = checkoutWithNpm('echo "npm error code ENOTFOUND" >&2; exit 1');
    await expect(ensure(env)).rejects.toMatchObject({ hint: expect.stringContaining('npm ci'), cause: { message: expect.stringContaining('ENOTFOUND') } });
  });
});

describe('a lock', () => {
  test('of a process that is gone is taken over', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const lock = join(dir, 'lock');
    mkdirSync(lock);
    writeFileSync(join(lock, 'owner'), String(gone));
    expect(
      await withLock(
        lock,
        () => expect.unreachable('waited'),
        async () => 'done',
      ),
    ).toBe('done');
    expect(existsSync(lock)).toBe(false);
  });

  test('of a living process is waited for', async () => {
    const lock = join(dir, 'lock');
    const order: string[] = [];
    const { promise: secondWaits, resolve: announceWait } = Promise.withResolvers<void>();
    const never = () => expect.unreachable('waited');
    const first = withLock(lock, never, async () => {
      await secondWaits;
      order.push('first');
    });
    await Promise.all([first, withLock(lock, announceWait, async () => order.push('second'))]);
    expect(order).toEqual(['first', 'second']);
  });

  test('is given back when the work fails', async () => {
    const lock = join(dir, 'lock');
    await expect(
      withLock(
        lock,
        () => undefined,
        () => Promise.reject(new Error('broken')),
      ),
    ).rejects.toThrow('broken');
    expect(existsSync(lock)).toBe(false);
  });
});
