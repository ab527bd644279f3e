import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Spool } from '../../src/probes/agent/node/spool/spool.ts';
import { temporaryFolders } from '../synthetic/temporary-folder.ts';

const mebibyte = 1024 * 1024;
const temporaryFolder = temporaryFolders();
const line = (size: number) => `"x":"${'-'.repeat(size)}"}`;
const seqs = (bytes: Buffer) =>
  bytes
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((text) => (JSON.parse(text) as { seq: number }).seq);

describe('the spool', () => {
  test('gives back from any number on, as much as was asked for, at least one line', () => {
    const spool = Spool.open(temporaryFolder(), mebibyte);
    for (let count = 0; count < 5; count++) spool.append(line(100));
    expect(seqs(spool.read(0, 1e6))).toEqual([0, 1, 2, 3, 4]);
    expect(seqs(spool.read(3, 1e6))).toEqual([3, 4]);
    expect(seqs(spool.read(1, 10))).toEqual([1]);
    expect(seqs(spool.read(5, 1e6))).toEqual([]);
  });

  test('loses its oldest part when it is full, and shows it by the first number', () => {
    const spool = Spool.open(temporaryFolder(), 6 * mebibyte);
    for (let count = 0; count < 12; count++) spool.append(line(mebibyte));
    expect(spool.bytes).toBeLessThan(7 * mebibyte);
    expect(spool.first).toBeGreaterThan(0);
    expect(seqs(spool.read(0, 1))).toEqual([spool.first]);
    expect(spool.next).toBe(12);
  });

  test('gives the disk back what was fetched', () => {
    const dir = temporaryFolder();
    const spool = Spool.open(dir, 100 * mebibyte);
    for (let count = 0; count < 12; count++) spool.append(line(mebibyte));
    expect(readdirSync(dir)).toHaveLength(3);
    spool.release(9);
    expect(readdirSync(dir)).toHaveLength(1);
    expect(seqs(spool.read(9, 1))).toEqual([9]);
  });

  test('goes on after a death in the middle of a line', () => {
    const dir = temporaryFolder();
    const before = Spool.open(dir, mebibyte);
    before.append(line(10));
    before.append(line(10));
    before.close();
    appendFileSync(join(dir, '0.ndjson'), '{"seq":2,"x":"cut');
    const after = Spool.open(dir, mebibyte);
    expect(after.next).toBe(2);
    after.append(line(10));
    expect(seqs(after.read(0, 1e6))).toEqual([0, 1, 2]);
  });
});
