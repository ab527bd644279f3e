import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { allocateReadBuffer, KernelFile } from '../../src/probes/sampler/kernel-file.ts';
import { KeyedFile } from '../../src/probes/sampler/keyed-file.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-keyed-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function reader(first: string, keys: string[]): { next: (text?: string) => number[]; close: () => void } {
  const path = join(dir, 'memory.stat');
  writeFileSync(path, first);
  const file = KernelFile.open(path, allocateReadBuffer()) as KernelFile;
  const keyed = new KeyedFile(file, keys);
  const next = (text?: string) => {
    if (text !== undefined) writeFileSync(path, text);
    const values = new Array<number>(1 + keys.length).fill(7);
    keyed.readInto(values, 1);
    return values.slice(1);
  };
  return { next, close: () => file.close() };
}

describe('a keyed kernel file', () => {
  test('gives the wanted keys in the wanted order, -1 for an absent one', () => {
    const { next, close } = reader('anon 10\nfile 20\nshmem 5\n', ['shmem', 'anon', 'zswap']);
    expect(next()).toEqual([5, 10, -1]);
    expect(next('anon 11\nfile 20\nshmem 6\n')).toEqual([6, 11, -1]);
    close();
  });

  test('a key that is the beginning of another is not mistaken for it', () => {
    const { next, close } = reader('anon_thp 3\nanon 1\n', ['anon']);
    expect(next()).toEqual([1]);
    close();
  });

  test.each([
    ['lines change places', 'b 2\nx 9\na 1\n'],
    ['a line appears before them', 'new 0\na 1\nx 9\nb 2\n'],
    ['a line that nobody wants vanishes', 'a 1\nb 2\n'],
    ['the last line has no newline', 'a 1\nx 9\nb 2'],
  ])('every value is right at once when %s', (_, text) => {
    const { next, close } = reader('a 10\nx 9\nb 20\n', ['a', 'b']);
    expect(next()).toEqual([10, 20]);
    expect(next(text)).toEqual([1, 2]);
    close();
  });

  test('a wanted line that vanishes becomes -1, and comes back', () => {
    const { next, close } = reader('x 9\nb 20\n', ['b']);
    expect(next()).toEqual([20]);
    expect(next('x 9\n')).toEqual([-1]);
    expect(next('b 1\n')).toEqual([1]);
    close();
  });
});
