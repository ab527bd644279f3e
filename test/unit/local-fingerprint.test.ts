import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintSchema } from '../../src/recording/manifest.ts';
import { inScopeVariable, reexecInScope } from '../../src/targets/local/reexec-scope.ts';
import { damonReclaims } from '../../src/targets/machine/damon.ts';
import { chosenWord, fingerprintOf, pageSizeOf } from '../../src/targets/machine/fingerprint.ts';

let sys: string;
beforeEach(() => {
  sys = mkdtempSync(join(tmpdir(), 'highwater-sys-'));
});
afterEach(() => rmSync(sys, { recursive: true, force: true }));

function scheme(state: string, action: string): void {
  const kdamond = join(sys, 'kernel/mm/damon/admin/kdamonds/0');
  const dir = join(kdamond, 'contexts/0/schemes/0');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(kdamond, 'state'), `${state}\n`);
  writeFileSync(join(dir, 'action'), `${action}\n`);
}

test('DAMON reclaims where a running scheme pages out, not where it is off or only counts', () => {
  expect(damonReclaims(sys)).toBe(false);
  scheme('on', 'pageout');
  expect(damonReclaims(sys)).toBe(true);
  scheme('off', 'pageout');
  expect(damonReclaims(sys)).toBe(false);
  scheme('on', 'stat');
  expect(damonReclaims(sys)).toBe(false);
});

test('the module damon_reclaim counts too, when it is enabled', () => {
  const parameters = join(sys, 'module/damon_reclaim/parameters');
  mkdirSync(parameters, { recursive: true });
  writeFileSync(join(parameters, 'enabled'), 'N\n');
  expect(damonReclaims(sys)).toBe(false);
  writeFileSync(join(parameters, 'enabled'), 'Y\n');
  expect(damonReclaims(sys)).toBe(true);
});

test('this machine has a fingerprint that a manifest accepts', () => {
  const facts = fingerprintOf({ cgroupVersion: 1, pinned: false, visibleCores: 2 });
  expect(fingerprintSchema.parse({ ...facts, k6Version: '2', scriptDigest: 'x' })).toMatchObject({ cgroupVersion: 1, visibleCores: 2 });
});

test('chosen word and page size', () => {
  expect(chosenWord('always [madvise] never\n')).toBe('madvise');
  expect(chosenWord(undefined)).toBe('unknown');
  const auxv = Buffer.alloc(32);
  auxv.writeBigUInt64LE(33n, 0);
  auxv.writeBigUInt64LE(6n, 16);
  auxv.writeBigUInt64LE(65_536n, 24);
  expect(pageSizeOf(auxv)).toBe(65_536);
});

test('a second start in a scope is not proposed from within one, nor where no systemd-run answers', async () => {
  const dir = join(sys, 'bin');
  mkdirSync(dir);
  const script = join(dir, 'systemd-run');
  const env = { PATH: `${dir}:/usr/bin:/bin` };
  writeFileSync(script, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  expect(await reexecInScope(['highwater', 'run'], env)).toBeUndefined();
  writeFileSync(script, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  expect(await reexecInScope(['highwater', 'run'], { ...env, [inScopeVariable]: '1' })).toBeUndefined();
  expect(await reexecInScope(['highwater', 'run'], env)).toMatchObject({
    file: script,
    args: ['--user', '--scope', '--quiet', '-p', 'Delegate=yes', '--', 'highwater', 'run'],
    env: { [inScopeVariable]: '1' },
  });
});
