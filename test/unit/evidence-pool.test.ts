import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { poolIn } from '../../scripts/evidence/pool.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'highwater-pool-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a pool of finished pieces', () => {
  test('a piece that is finished is not done again, by a later process either', async () => {
    await poolIn(dir).unit('linear/1', async () => ({ needBytes: 1 }));
    const again = await poolIn(dir).unit('linear/1', () => {
      throw new Error('done twice');
    });
    expect(again).toEqual({ needBytes: 1 });
  });

  test('a piece that failed is done again, and leaves no file', async () => {
    const pool = poolIn(dir);
    await expect(pool.unit('leak', () => Promise.reject(new Error('cut short')))).rejects.toThrow('cut short');
    expect(readdirSync(dir)).toEqual([]);
    expect(await pool.unit('leak', async () => 2)).toBe(2);
  });

  test('keys that look alike stay apart', async () => {
    const pool = poolIn(dir);
    const results = [];
    for (const key of ['a/b', 'a_b', 'a b', 'a_2f_b']) results.push(await pool.unit(key, async () => key));
    expect(results).toEqual(['a/b', 'a_b', 'a b', 'a_2f_b']);
  });
});
