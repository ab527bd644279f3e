import type { RecordingEvent } from '../../../recording/events.ts';

/** 0.01 ms, as every event time. */
const rounded = (ms: number): number => Math.round(ms * 100) / 100;

/** The event with all its times moved from the node's clock to event time; `offsetMs` is what the node's clock shows at event time 0. */
export function inEventTime(event: RecordingEvent, offsetMs: number): RecordingEvent {
  const t = rounded(event.t - offsetMs);
  if (event.kind === 'gap') return { ...event, t, fromMs: rounded(event.fromMs - offsetMs), toMs: rounded(event.toMs - offsetMs) };
  if (event.kind === 'kernel-line') return { ...event, t, kernelMs: rounded(event.kernelMs - offsetMs) };
  return { ...event, t };
}
