import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapSnapshot, writeHeapSnapshot } from 'node:v8';
import { afterAll, describe, expect, it } from 'vitest';
import { ConstructorSums } from '../../src/run/heap/constructor-table.ts';
import { readSnapshot } from '../../src/run/heap/read-snapshot.ts';
import { longestNameBytes, SnapshotScanner } from '../../src/run/heap/snapshot-scanner.ts';

const folder = mkdtempSync(join(tmpdir(), 'highwater-heap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kinds = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic', 'concatenated string'];

/** A snapshot as V8 writes one: `nodes` are kind, name and size. */
function snapshotText(nodes: readonly (readonly [kind: string, name: string, size: number])[], strings: readonly string[] = []): string {
  const names = [...new Set([...nodes.map(([, name]) => name), ...strings])];
  const rows = nodes.map(([kind, name, size], id) => [kinds.indexOf(kind), names.indexOf(name), 2 * id + 1, size, 1, 0, 0].join(','));
  const meta = { node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'], node_types: [kinds, 'string', 'number'] };
  return `{"snapshot":${JSON.stringify({ meta, node_count: nodes.length })},
"nodes":[${rows.join('\n,')}],
"edges":[1,2,3
,-4,5,6],
"trace_function_infos":[],
"trace_tree":[0,1,[2,[3]]],
"samples":[],
"locations":[0,1,2,3],
"strings":[${names.map((name) => JSON.stringify(name)).join(',\n')}]}`;
}

function tableOf(text: string, chunkBytes = text.length) {
  const sums = new ConstructorSums();
  const scanner = new SnapshotScanner(sums);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes));
  return { complete: scanner.complete, ...sums.table() };
}

const handMade = snapshotText(
  [
    ['synthetic', '', 0],
    ['object', 'Session', 40],
    ['string', 'a "quoted" ]} secret \\', 100],
    ['object', 'Session', 48],
    ['native', 'system / JSArrayBufferData', 1000],
    ['array', '', 64],
    ['closure', 'handler', 32],
    ['hidden', 'system / Map', 80],
    ['concatenated string', 'x', 16],
  ],
  ['edge ["name"]'],
);

describe('the table of a snapshot', () => {
  it.each([1, 7, 100_000])('counts objects and their own bytes by constructor, read in pieces of %i bytes', (chunkBytes) => {
    const { byName, total, complete } = tableOf(handMade, chunkBytes);
    expect(complete).toBe(true);
    expect(Object.fromEntries(byName)).toEqual({
      '(synthetic)': { count: 1, bytes: 0 },
      Session: { count: 2, bytes: 88 },
      '(string)': { count: 1, bytes: 100 },
      'system / JSArrayBufferData': { count: 1, bytes: 1000 },
      '(array)': { count: 1, bytes: 64 },
      Function: { count: 1, bytes: 32 },
      '(system)': { count: 1, bytes: 80 },
      '(concatenated string)': { count: 1, bytes: 16 },
    });
    expect(total).toEqual({ count: 9, bytes: 1380 });
  });

  it('keeps no text of a string of the workload', () => {
    expect(JSON.stringify([...tableOf(handMade).byName.keys()])).not.toContain('secret');
  });

  it('cuts a name that is longer than any constructor has, also within an escape', () => {
    const long = `${'n'.repeat(longestNameBytes - 1)}\\"tail`;
    const names = [...tableOf(snapshotText([['object', long, 8]])).byName.keys()];
    expect(names).toEqual(['n'.repeat(120)]);
  });

  it.each(['{}', '{"nodes":[1,2]}', 'not one at all', '[1]'])('refuses %s', (text) => {
    const read = () => {
      if (tableOf(text).total.count === 0) throw new Error('nothing in it');
    };
    expect(read).toThrow();
  });

  it('refuses a file that was not written to its end, and one that is too large', async () => {
    const path = join(folder, 'half.heapsnapshot');
    writeFileSync(path, handMade.slice(0, -1));
    await expect(readSnapshot(path, 2 ** 20)).rejects.toThrow('not written to its end');
    await expect(readSnapshot(path, 100)).rejects.toThrow('larger than');
  });
});

/** Held so that they are alive in the snapshot. */
class HighwaterSpecimen {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

describe('a snapshot of this process', () => {
  it('has every object of a named class in it, and agrees with itself when it is streamed', async () => {
    const held = Array.from({ length: 1234 }, (_, index) => new HighwaterSpecimen(index));
    const path = writeHeapSnapshot(join(folder, 'real.heapsnapshot'));
    const { byName, total } = await readSnapshot(path, 2 ** 31);
    expect(byName.get('HighwaterSpecimen')?.count).toBeGreaterThanOrEqual(held.length);
    expect(byName.get('HighwaterSpecimen')?.count).toBeLessThan(held.length + 10);
    expect(total.bytes).toBeGreaterThan(10 * 2 ** 20);
    for (const name of ['(string)', '(array)', 'Function', '(compiled code)', 'Object', 'Array']) expect(byName.get(name)?.bytes, name).toBeGreaterThan(1000);
    const sums = new ConstructorSums();
    const scanner = new SnapshotScanner(sums);
    for await (const chunk of getHeapSnapshot()) scanner.push(chunk as Uint8Array);
    expect(scanner.complete).toBe(true);
  });
});
