import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MiB } from '../../src/shared/quantity.ts';
import { tooLittleRoom } from '../../src/targets/machine/heap/headroom.ts';
import { withHeapOptions } from '../../src/targets/machine/heap/heap-options.ts';
import { anonBytesOf, heapProcesses } from '../../src/targets/machine/heap/node-process.ts';
import { snapshotsIn, untilWritten } from '../../src/targets/machine/heap/snapshot-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-heap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process as /proc shows it. Signal 23 is SIGURG on every architecture that Node runs on but mips. */
function process_(pid: number, exe: string, status: Readonly<Record<string, string>>, cmdline = 'node\0server.js\0'): void {
  const dir = join(folder, 'proc', String(pid));
  mkdirSync(dir, { recursive: true });
  const lines = Object.entries({ Name: 'MainThread', NSpid: String(pid), SigCgt: '0000000000400000', ...status });
  writeFileSync(join(dir, 'status'), lines.map(([name, value]) => `${name}:\t${value}\n`).join(''));
  writeFileSync(join(dir, 'cmdline'), cmdline);
  symlinkSync(`/usr/bin/${exe}`, join(dir, 'exe'));
}

describe('the process that is asked', () => {
  it('is the one called node with most memory, of those that listen for the signal', () => {
    process_(10, 'npm', { RssAnon: '9000 kB', SigCgt: '0000000000000000' });
    process_(11, 'node', { RssAnon: '50000 kB', NSpid: '11\t7' });
    process_(12, 'node', { RssAnon: '90000 kB', SigCgt: '0000000180004a02' });
    process_(13, 'node', { RssAnon: '20000 kB' });
    process_(14, 'prometheus', { RssAnon: '900000 kB' });
    process_(16, 'node', { RssAnon: '70000 kB' }, 'npm start\0\0\0');
    process_(17, 'node', { RssAnon: '71000 kB' }, 'node\0/usr/lib/node_modules/npm/bin/npm-cli.js\0start\0');
    const found = heapProcesses([10, 11, 12, 13, 14, 15, 16, 17], join(folder, 'proc'));
    expect(found.map(({ pid }) => pid)).toEqual([11, 13, 17, 16, 14]);
    expect(found[0]).toEqual({ pid: 11, ownPid: 7, program: 'node', anonBytes: 50_000 * 1024, isNode: true, isLauncher: false });
    expect(anonBytesOf([10, 11, 15], join(folder, 'proc'))).toBe(59_000 * 1024);
  });

  it('keeps the options of the workload, which stand before ours', () => {
    expect(withHeapOptions({ A: 'b', NODE_OPTIONS: '--require ./x.js' }, '/a b/c')).toEqual({
      A: 'b',
      NODE_OPTIONS: '--require ./x.js --heapsnapshot-signal=SIGURG "--diagnostic-dir=/a b/c"',
    });
  });
});

describe('room for a snapshot', () => {
  const room = { limitBytes: 500 * MiB, processBytes: 100 * MiB, cgroupBytes: 150 * MiB, machineBytes: 400 * MiB, diskBytes: 400 * MiB };

  it('is three times what the process holds under the limit and on the disk, and on the machine whatever the limit lets it take, up to twelve times', () => {
    expect(tooLittleRoom(room)).toBeUndefined();
    expect(tooLittleRoom({ ...room, limitBytes: 449 * MiB })).toContain('its limit of 449Mi leaves 299Mi');
    expect(tooLittleRoom({ ...room, machineBytes: 349 * MiB })).toContain('may take 350Mi more, and the machine has 349Mi');
    expect(tooLittleRoom({ ...room, limitBytes: 9000 * MiB, machineBytes: 1199 * MiB })).toContain('may take 1200Mi more, and the machine has 1199Mi');
    expect(tooLittleRoom({ ...room, limitBytes: 9000 * MiB, machineBytes: 1200 * MiB })).toBeUndefined();
    expect(tooLittleRoom({ ...room, diskBytes: 299 * MiB })).toContain('the disk has 299Mi');
  });
});

describe('the file of a snapshot', () => {
  const names = ['Heap.20261121.230101.7.0.001.heapsnapshot', 'Heap-20261121-230102-7-0-002.heapsnapshot'];
  const wait = (before: readonly string[], timeoutMs: number) =>
    untilWritten({ folders: [folder], pid: 7, before: new Set(before), timeoutMs, signal: new AbortController().signal });

  it('is known by the process that wrote it, whatever version of Node that was', () => {
    for (const name of [...names, 'Heap.20261121.230101.17.0.001.heapsnapshot', 'Heap.7.heapsnapshot']) writeFileSync(join(folder, name), '{"strings":[""');
    expect(snapshotsIn([folder, join(folder, 'missing')], 7).sort()).toEqual(names.map((name) => join(folder, name)).sort());
  });

  it('is complete once it ends as one and no longer grows, and is not one that lay there before', async () => {
    const [first, second] = names.map((name) => join(folder, name)) as [string, string];
    expect(await wait([first], 500)).toBeUndefined();
    writeFileSync(second, '{"strings":[""]}\n');
    expect(await wait([first], 5000)).toEqual({ path: second, bytes: 17 });
  });
});
