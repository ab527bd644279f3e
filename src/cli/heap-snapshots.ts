import { join } from 'node:path';
import type { RecordingAnalysis } from '../analysis/document.ts';
import type { Plan } from '../plan/plan.ts';
import type { Environment } from '../ports/target.ts';
import { type RunFile, writeDocument } from '../run/run-directory.ts';
import { HighwaterError } from '../shared/errors.ts';
import { type HeapNext, heapImpossible, nextHeap } from '../verify/heap.ts';

export interface HeapOptions {
  readonly heapSnapshots?: boolean;
}

/** `--heap-snapshots` is a value of the plan like any other, so that a run that goes on keeps it. */
export function withHeapSet<T extends HeapOptions & { readonly set: string[] }>(options: T): T {
  return options.heapSnapshots ? { ...options, set: [...options.set, 'policy.heapSnapshots=true'] } : options;
}

/** Throws `usage` where they were asked for by name and cannot be had, before anything is created. A plan that has them for some targets only is no mistake. */
export function requireHeapPossible(plan: Plan, { heapSnapshots }: HeapOptions): void {
  const impossible = heapSnapshots ? heapImpossible(plan) : undefined;
  if (impossible !== undefined) throw new HighwaterError('usage', `--heap-snapshots: ${impossible}`, { hint: 'leave the option out' });
}

interface HeapRequest {
  readonly plan: Plan;
  readonly run: RunFile;
  readonly environment: Environment;
  readonly history: readonly RecordingAnalysis[];
  readonly timeBudgetMs: number | undefined;
}

/** What is still to be done for them, asked once everything else is measured. */
export function heapRun({ plan, run, environment, history, timeBudgetMs }: HeapRequest): HeapNext {
  if (plan.policy.heapSnapshots !== true) return { kind: 'done' };
  return nextHeap({ plan, looseLimitBytes: run.looseLimitBytes, availableBytes: environment.availableBytes, history, timeBudgetMs });
}

/** Keeps the reason in `run.json`, so that whoever judges the run again says it too. */
export function rememberNotTaken(runDir: string, run: RunFile, why: string): RunFile {
  const remembered = { ...run, heapNotTaken: why };
  writeDocument(join(runDir, 'run.json'), remembered);
  return remembered;
}
