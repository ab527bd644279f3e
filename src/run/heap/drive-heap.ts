import type { HeapBefore, HeapTaken } from '../../ports/heap.ts';
import type { DeployedWorkload } from '../../ports/target.ts';
import type { DriveRequest } from '../drive.ts';
import { idleAndDrive, secondRound } from '../drive-load.ts';
import type { Result, Session } from '../session.ts';
import type { ConstructorTable } from './constructor-table.ts';
import { growthRows } from './growth-rows.ts';
import { readSnapshot } from './read-snapshot.ts';

/** A snapshot of so much is read in some ten seconds and in no more memory than a small one; beyond it the time is not worth the table. */
const largestFileBytes = 2 * 2 ** 30;
/** What writing a snapshot took is given back to the kernel meanwhile, as far as it is at all. Both points are looked at after the same time. */
const settleMs = 2000;

type Written = Exclude<HeapTaken, { refused: string }>;
/** A table, and whose it is. */
type Snapshot = ConstructorTable & HeapBefore;
type Point = Snapshot | { readonly refused: string } | Result;

const failed = (point: Point): point is Result => 'outcome' in point;

/** Lets the workload write, and says why it could not. */
async function written(session: Session, workload: DeployedWorkload, before: HeapBefore | undefined): Promise<HeapTaken | Result> {
  if (!workload.takeHeap) return { refused: 'this target cannot ask the workload for a snapshot' };
  const over = new AbortController();
  try {
    const taken = await session.until(workload.takeHeap(over.signal, before));
    return typeof taken === 'string' ? session.stoppedBy(taken) : taken;
  } finally {
    over.abort();
  }
}

async function read(session: Session, { path, pid, keptBytes, program, discard }: Written): Promise<Point> {
  try {
    const table = await session.until(readSnapshot(path, largestFileBytes));
    return typeof table === 'string' ? session.stoppedBy(table) : { ...table, pid, keptBytes };
  } catch (error) {
    return { refused: `the snapshot of ${program} cannot be used: ${(error as Error).message}` };
  } finally {
    discard();
  }
}

/** One snapshot, from the signal until the workload has come to rest again. What is held of memory is looked at last: both points have a collection and a snapshot behind them. */
async function takePoint(session: Session, workload: DeployedWorkload, { emit, clock, round = '' }: DriveRequest, before?: Snapshot): Promise<Point> {
  session.phases.turnTo({ phase: `heap${round}`, phaseKind: 'drain' });
  const startMs = clock.now();
  const taken = await written(session, workload, before);
  if ('outcome' in taken || 'refused' in taken) return taken;
  const tookMs = Math.round(clock.now() - startMs);
  const table = await read(session, taken);
  if (failed(table) || 'refused' in table) return table;
  const settled = await session.pause(settleMs);
  if (settled !== 'elapsed') return session.stoppedBy(settled);
  await session.sampled();
  const { pid, program, others, fileBytes, keptBytes } = taken;
  emit({ kind: 'heap-snapshot', t: clock.now(), pid, program, others, fileBytes, keptBytes, tookMs, objects: table.total.count, bytes: table.total.bytes });
  return table;
}

/** The same load twice, and what is on the heap after each. A snapshot that cannot be had is a note and no failure. */
export async function driveHeap(session: Session, workload: DeployedWorkload, request: DriveRequest): Promise<Result> {
  const tables: Snapshot[] = [];
  for (const makeRound of [() => request, () => secondRound(request)]) {
    const round = makeRound();
    const driven = await idleAndDrive(session, workload, round);
    if (driven.outcome !== 'completed') return driven;
    const point = await takePoint(session, workload, round, tables[0]);
    if (failed(point)) return point;
    if ('refused' in point) {
      request.emit({ kind: 'note', t: request.clock.now(), code: 'heap-not-taken', text: point.refused });
      return driven;
    }
    tables.push(point);
  }
  const [first, second] = tables as [Snapshot, Snapshot];
  request.emit({ kind: 'heap-growth', t: request.clock.now(), ...growthRows(first, second) });
  return { outcome: 'completed' };
}
