import { chmodSync, mkdirSync, readlinkSync, rmSync, statfsSync } from 'node:fs';
import type { HeapBefore, HeapTaken } from '../../../ports/heap.ts';
import { readText } from '../cgroup-files.ts';
import { meminfoBytes } from '../host-memory.ts';
import { tooLittleRoom } from './headroom.ts';
import { heapSignal } from './heap-options.ts';
import { anonBytesOf, type HeapProcess, heapProcesses } from './node-process.ts';
import { snapshotsIn, untilWritten } from './snapshot-file.ts';

/** V8 wrote 25 MiB a second on one core (Node 24), so the largest file that is read takes three minutes on half of one; what takes longer is stuck. */
const writeTimeoutMs = 300_000;

export interface HeapRequest {
  /** Processes of the workload, of which highwater started the first. */
  readonly pids: readonly number[];
  readonly limitBytes: number;
  readonly before: HeapBefore | undefined;
  /** The folder that Node was told, as the process sees it. A snapshot holds whatever the workload holds, secrets too: `folderMode` lets in no more than it must. */
  readonly folder: string;
  readonly folderMode: number;
  /** Where the root of a process is seen from here, empty where it is our own. */
  readonly rootOf: (pid: number) => string;
  readonly signal: AbortSignal;
}

function makeFolder(path: string, mode: number): void {
  mkdirSync(path, { recursive: true });
  // Whatever our own umask is.
  chmodSync(path, mode);
}

/** Versions before 22 write where the process stands, whatever they were told (nodejs/node, lib/internal/process/pre_execution.js). */
function foldersOf(pid: number, root: string, folder: string): string[] {
  try {
    return [folder, `${root}${readlinkSync(`/proc/${pid}/cwd`)}`];
  } catch {
    return [folder];
  }
}

/** What an earlier snapshot left behind is free within the process, and neither to be written nor to be had a second time. */
function refusal({ pids, limitBytes, before }: HeapRequest, { anonBytes }: HeapProcess, folder: string): string | undefined {
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = Math.min(before?.keptBytes ?? 0, anonBytes);
  const machineBytes = meminfoBytes(readText('/proc/meminfo') ?? '', 'MemAvailable') + freeBytes;
  const cgroupBytes = anonBytesOf(pids) - freeBytes;
  return tooLittleRoom({ limitBytes, processBytes: anonBytes - freeBytes, cgroupBytes, machineBytes, diskBytes: bavail * bsize });
}

async function write({ signal, rootOf }: HeapRequest, { pid, ownPid }: HeapProcess, folder: string): ReturnType<typeof untilWritten> {
  const folders = foldersOf(pid, rootOf(pid), folder);
  const before = new Set(snapshotsIn(folders, ownPid));
  process.kill(pid, heapSignal);
  return untilWritten({ folders, pid: ownPid, before, timeoutMs: writeTimeoutMs, signal });
}

const unable = `no process of the workload takes ${heapSignal}: it is not Node, or started without the NODE_OPTIONS that it was given`;

/** Lets the Node process that holds most write what is on its heap. What cannot be had is an answer with its reason; the file is the caller's to discard. */
export async function takeHeap(request: HeapRequest): Promise<HeapTaken> {
  const able = heapProcesses(request.pids);
  const { before } = request;
  const chosen = before === undefined ? able[0] : able.find(({ pid }) => pid === before.pid);
  if (chosen === undefined) return { refused: before === undefined ? unable : `process ${before.pid}, of which the first snapshot was, is gone` };
  const folder = `${request.rootOf(chosen.pid)}${request.folder}`;
  try {
    makeFolder(folder, request.folderMode);
    const reason = refusal(request, chosen, folder);
    if (reason !== undefined) return { refused: reason };
    const written = await write(request, chosen, folder);
    if (written === undefined) return { refused: `${chosen.program} (process ${chosen.pid}) wrote no snapshot within ${writeTimeoutMs / 1000} s` };
    const { path, bytes: fileBytes } = written;
    const keptBytes = Math.max(0, anonBytesOf([chosen.pid]) - chosen.anonBytes);
    return { path, fileBytes, keptBytes, pid: chosen.pid, program: chosen.program, others: able.length - 1, discard: () => rmSync(path, { force: true }) };
  } catch (error) {
    return { refused: `files of process ${chosen.pid} are out of reach: ${(error as Error).message}` };
  }
}
