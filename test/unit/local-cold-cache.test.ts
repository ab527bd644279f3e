import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scenarioFiles } from '../../src/targets/local/cold-cache/scenario-files.ts';
import { parseFincore } from '../../src/targets/machine/page-cache.ts';
import { residencyWith } from '../../src/targets/machine/residency.ts';
import { findTools } from '../../src/targets/machine/tools.ts';
import { opensForWriting, parseMapsLine, usedFilesOf } from '../../src/targets/machine/used-files.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-cold-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('files that processes use', () => {
  test('a mapped program is read, a shared writable mapping is written', () => {
    expect(parseMapsLine('00400000-00746000 r-xp 00000000 fe:00 9977919                    /usr/bin/my app')).toEqual({
      path: '/usr/bin/my app',
      writes: false,
    });
    expect(parseMapsLine('7f00-7f01 rw-s 00000000 fe:00 12   /data/table')).toEqual({ path: '/data/table', writes: true });
    expect(parseMapsLine('7f00-7f01 rw-p 00000000 fe:00 12   /lib/private.so')?.writes).toBe(false);
  });

  test('what has no page cache of its own on disk is left out', () => {
    for (const line of [
      '7f00-7f01 rw-p 00000000 00:00 0',
      '7f00-7f01 rw-p 00000000 00:00 0  [heap]',
      '7f00-7f01 rw-s 0 00:05 3  /dev/zero',
      '7f00-7f01 r-xp 0 fe:00 9  /usr/bin/x (deleted)',
    ]) {
      expect(parseMapsLine(line)).toBeUndefined();
    }
  });

  test('access modes of open files are octal', () => {
    expect(opensForWriting('pos:\t0\nflags:\t0100000\nmnt_id:\t27\n')).toBe(false);
    expect(opensForWriting('pos:\t0\nflags:\t0100001\n')).toBe(true);
    expect(opensForWriting('pos:\t0\nflags:\t02100002\n')).toBe(true);
  });

  test('this process maps its own program, and a process that is gone uses nothing', () => {
    expect(usedFilesOf([process.pid]).read).toContain(process.execPath);
    expect(usedFilesOf([2 ** 22 + 1])).toEqual({ read: [], written: [] });
  });
});

test('fincore writes sizes as text or as numbers', () => {
  expect([...parseFincore('{"fincore": [{"res":"4096","file":"/a b"},{"res":0,"file":"/c"}]}')]).toEqual([
    ['/a b', 4096],
    ['/c', 0],
  ]);
  expect(parseFincore('').size).toBe(0);
});

test('without fincore, what somebody maps counts as staying, what nobody maps as gone', async () => {
  const unused = join(dir, 'unused');
  writeFileSync(unused, 'x');
  const residency = residencyWith({ ...findTools({}), fincore: undefined }, 0);
  const resident = await residency.of([process.execPath, unused]);
  expect(resident.get(process.execPath)).toBeGreaterThan(0);
  expect(resident.get(unused)).toBe(0);
  expect(residency.verified).toBe(false);
});

test('files of a scenario: program, file arguments, listed folders, its own folder, links resolved', () => {
  const scenarioDir = join(dir, 'scenario');
  for (const folder of ['scenario/lib', 'scenario/.git', 'data/deep']) mkdirSync(join(dir, folder), { recursive: true });
  for (const file of ['scenario/server.js', 'scenario/lib/a.js', 'scenario/.git/index', 'data/deep/table', 'program-1']) writeFileSync(join(dir, file), '');
  symlinkSync(join(dir, 'program-1'), join(dir, 'program'));
  const found = scenarioFiles({ scenarioDir, program: join(dir, 'program'), args: ['server.js', '--port', '80'], files: ['../data', '../missing'] });
  const expected = ['program-1', 'scenario/server.js', 'data/deep/table', 'scenario/lib/a.js'].map((path) => resolve(dir, path));
  expect([...found].sort()).toEqual(expected.sort());
});
