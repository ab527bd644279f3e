import { createReadStream, statSync } from 'node:fs';
import { ConstructorSums, type ConstructorTable } from './constructor-table.ts';
import { SnapshotScanner } from './snapshot-scanner.ts';

const chunkBytes = 1 << 20;

/**
 * Adds up a heap snapshot by constructor, in memory that does not grow with the file. Throws a plain error with the reason where the file is larger than
 * `largestBytes`, broken or no snapshot.
 */
export async function readSnapshot(path: string, largestBytes: number): Promise<ConstructorTable> {
  const { size } = statSync(path);
  if (size > largestBytes) throw new Error(`it is larger than ${largestBytes / 2 ** 20} MiB`);
  const sums = new ConstructorSums();
  const scanner = new SnapshotScanner(sums);
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) scanner.push(chunk as Uint8Array);
  if (!scanner.complete) throw new Error('it was not written to its end');
  return sums.table();
}
