import type { RecordingFacts } from './facts/facts.ts';
import { largest, phaseWatermark } from './metrics/peaks.ts';

/** When the main container first said that it is ready, milliseconds after its start; null when it never did. */
export function readyMsOf(facts: RecordingFacts): { readonly atMs: number; readonly afterMs: number } | null {
  const own = facts.instances.filter((event) => event.container === facts.mainContainer);
  const ready = own.find((event) => event.state === 'ready');
  if (!ready) return null;
  const started = own.findLast((event) => event.state === 'started' && event.t <= ready.t);
  return { atMs: ready.t, afterMs: ready.t - (started?.t ?? 0) };
}

/** The startup phase's watermark; where there is none, the highest sample before ready. */
export function startupPeakBytes(facts: RecordingFacts): number | null {
  const startup = facts.phases.find((phase) => phase.start.phaseKind === 'startup');
  const watermark = startup && phaseWatermark(facts, startup.start.phase).bytes;
  if (typeof watermark === 'number') return watermark;
  const untilMs = readyMsOf(facts)?.atMs ?? startup?.endMs ?? facts.lastMs;
  return largest(facts.main.memory.window(0, untilMs).usage);
}

/** Page cache charged when the workload became ready, from the sample next to that moment. */
export function startupFileBytes(facts: RecordingFacts): number | null {
  const ready = readyMsOf(facts);
  if (!ready) return null;
  const { memory } = facts.main;
  const before = memory.window(0, ready.atMs).file.at(-1);
  return before ?? memory.window(ready.atMs, facts.lastMs).file[0] ?? null;
}
