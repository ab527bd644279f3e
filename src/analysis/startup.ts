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

/**
 * Page cache charged once startup is over: at the end of the idle phase, because a server still reads its own program for a moment after it
 * first says that it is ready. Where the load follows at once, at ready.
 */
export function startupFileBytes(facts: RecordingFacts): number | null {
  const ready = readyMsOf(facts);
  if (!ready) return null;
  const { memory } = facts.main;
  const idle = facts.phases.find((phase) => phase.start.phaseKind === 'idle');
  const settledMs = Math.max(ready.atMs, idle?.endMs ?? ready.atMs);
  const before = memory.window(0, settledMs).file.at(-1);
  return before ?? memory.window(settledMs, facts.lastMs).file[0] ?? null;
}
