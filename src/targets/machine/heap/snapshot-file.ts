import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A file that ends as a snapshot does, seen twice with the same size, is written to its end. */
const pollMs = 200;
const tailBytes = 16;

interface Seen {
  readonly path: string;
  readonly bytes: number;
  readonly ended: boolean;
}

/** `Heap.<date>.<time>.<pid>.<thread>.<number>.heapsnapshot`; older versions put dashes between. Thread 0 is the main one. */
function isSnapshotOf(name: string, pid: number): boolean {
  const parts = name.split(/[.-]/);
  return parts[0] === 'Heap' && parts[3] === String(pid) && name.endsWith('.heapsnapshot');
}

function look(path: string): Seen | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = fstatSync(file).size;
    const tail = Buffer.alloc(tailBytes);
    const read = readSync(file, tail, 0, tailBytes, Math.max(0, bytes - tailBytes));
    return { path, bytes, ended: tail.subarray(0, read).toString('latin1').trimEnd().endsWith(']}') };
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Snapshots of a process that lie in the folders. */
export function snapshotsIn(folders: readonly string[], pid: number): string[] {
  return folders.flatMap((folder) => {
    try {
      return readdirSync(folder)
        .filter((name) => isSnapshotOf(name, pid))
        .map((name) => join(folder, name));
    } catch {
      return [];
    }
  });
}

export interface AwaitRequest {
  readonly folders: readonly string[];
  readonly pid: number;
  /** What lay there before. */
  readonly before: ReadonlySet<string>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The file once it is complete; undefined when that takes longer, or nobody waits for it any more. */
export async function untilWritten({ folders, pid, before, timeoutMs, signal }: AwaitRequest): Promise<Omit<Seen, 'ended'> | undefined> {
  let last: Seen | undefined;
  for (let waitedMs = 0; waitedMs < timeoutMs && !signal.aborted; waitedMs += pollMs) {
    const path = snapshotsIn(folders, pid).find((each) => !before.has(each));
    const now = path === undefined ? undefined : look(path);
    if (now?.ended && last?.path === now.path && last.bytes === now.bytes) return { path: now.path, bytes: now.bytes };
    last = now;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
