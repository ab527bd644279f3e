import type { RecordingEvent } from '../../../../recording/events.ts';

function batchText(events: readonly RecordingEvent[]): string {
  return JSON.stringify({ events, killedIn: [], limits: [], settled: [], stopped: false }).slice(1);
}

function gap(fromMs: number, toMs: number, hz: number, reason: string): RecordingEvent {
  return { kind: 'gap', t: toMs, fromMs, toMs, missed: Math.floor(((toMs - fromMs) * hz) / 1000), reason };
}

/** A batch with nothing but a gap, as the spool takes it. */
export function gapText(fromMs: number, toMs: number, hz: number, reason: string): string {
  return batchText([gap(fromMs, toMs, hz, reason)]);
}

/** What an agent that was started again has to say: neither counters nor the kernel log were read meanwhile. */
export function absenceText(fromMs: number, toMs: number, { hz, kernelLog }: { readonly hz: number; readonly kernelLog: boolean }): string {
  const reason = 'the agent was started again';
  const unheard: RecordingEvent = { kind: 'kernel-log', t: toMs, state: 'overrun', detail: `${reason}: what was written meanwhile was not heard` };
  return batchText([gap(fromMs, toMs, hz, reason), ...(kernelLog ? [unheard] : [])]);
}

/** Time of the newest event in a line of the spool. */
export function lastEventMs(line: string): number | undefined {
  const { events } = JSON.parse(line) as { events: readonly RecordingEvent[] };
  return events.at(-1)?.t;
}
