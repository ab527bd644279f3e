import type { RecordingAnalysis } from '../analysis/document.ts';
import { runtimeOf } from '../analysis/runtime/identify.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { policy } from '../recommend/policy.ts';
import { ceilMebibyte, floorMebibyte } from '../recommend/step.ts';
import { formatMemory } from '../shared/quantity.ts';
import { snapshotRoom } from '../shared/snapshot-room.ts';
import { variantFor } from './variants.ts';

/** Targets that can ask a process of the workload for a snapshot and fetch the file. */
const able: readonly Plan['target']['kind'][] = ['local', 'docker'];

/** Why heap snapshots cannot be had of this plan, told before anything runs; undefined when they may be. */
export function heapImpossible({ target, workload }: Plan): string | undefined {
  if (!able.includes(target.kind)) return `the target ${target.kind} cannot ask a process for a snapshot; ${able.join(' and ')} can`;
  const { name, from } = workload.runtime ?? {};
  return name == null || name === 'node' ? undefined : `only Node writes them, and this is ${name} by ${from}`;
}

export interface HeapInput {
  readonly plan: Plan;
  readonly looseLimitBytes: number;
  /** What the target has for the workload. */
  readonly availableBytes: number;
  /** Every recording of the run directory, those of the heap too. */
  readonly history: readonly RecordingAnalysis[];
  readonly timeBudgetMs?: number | undefined;
}

export type HeapNext =
  | { readonly kind: 'measure'; readonly variant: Variant; readonly why: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'not-taken'; readonly why: string };

const notTaken = (why: string): HeapNext => ({ kind: 'not-taken', why });
/** What was killed by its own snapshot would be so again; what was interrupted or failed may go well. */
const isDecided = ({ outcome }: RecordingAnalysis): boolean => outcome === 'completed' || outcome === 'stopped-at-kill' || outcome === 'never-ready';

/** The loose limit with room on top for one snapshot of the largest process that was seen: what it must have, and what it gets where the target has more. */
function limitsFor(looseLimitBytes: number, availableBytes: number, loose: readonly RecordingAnalysis[]): { leastBytes: number; limitBytes: number } {
  const peakBytes = Math.max(...loose.map((recording) => recording.peakBytes.hardPart ?? recording.peakBytes.watermark ?? 0));
  const leastBytes = ceilMebibyte(looseLimitBytes + snapshotRoom.least * peakBytes);
  const mostBytes = ceilMebibyte(looseLimitBytes + snapshotRoom.most * peakBytes);
  return { leastBytes, limitBytes: Math.min(mostBytes, floorMebibyte(availableBytes)) };
}

/** The recording of the heap, once the others are made; or why there will be none. The same recordings give the same answer. */
export function nextHeap({ plan, looseLimitBytes, availableBytes, history, timeBudgetMs }: HeapInput): HeapNext {
  const made = history.filter(({ purpose }) => purpose === 'heap');
  if (made.some(isDecided) || made.length >= policy.attempts) return { kind: 'done' };
  const loose = history.filter(({ purpose, outcome }) => purpose === 'record' && outcome === 'completed');
  const runtime = runtimeOf(plan, loose);
  const impossible = heapImpossible(plan);
  if (impossible !== undefined) return notTaken(impossible);
  if (loose.length === 0) return notTaken('no recording at the loose limit tells how much room they need');
  if (runtime?.name !== 'node')
    return notTaken(runtime ? `only Node writes them, and this is ${runtime.name} by ${runtime.from}` : 'nothing shows that this is Node');
  const spentMs = history.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (spentMs >= (timeBudgetMs ?? Infinity)) return notTaken('the time budget was spent');
  const { leastBytes, limitBytes } = limitsFor(looseLimitBytes, availableBytes, loose);
  if (limitBytes < leastBytes)
    return notTaken(
      `they need a limit of ${formatMemory(leastBytes)} (the loose limit of ${formatMemory(looseLimitBytes)} and room for the snapshot), and the target has ${formatMemory(floorMebibyte(availableBytes))}`,
    );
  const variant = variantFor(plan, 'heap', limitBytes, history, history);
  return { kind: 'measure', variant, why: `what grows on the heap, at the loose limit and ${formatMemory(limitBytes - looseLimitBytes)} for the snapshots` };
}
