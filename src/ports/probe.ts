import type { Clock, EventSink } from './event-sink.ts';
import type { WatchedCgroup } from './target.ts';

/** Watches from before the workload starts until after it is gone. */
export interface ProbeSession {
  watch(cgroup: WatchedCgroup): void;
  /** Ends the phase's watermark and holders, and resets the watermark for the next where the kernel allows it. */
  phase(name: string): void;
  /** Resolves when the first tick after the call has been taken and written. */
  settled(): Promise<void>;
  /** Called with every increase of an OOM-kill counter below the workload, as soon as it is read. */
  onKill(listener: () => void): void;
  /** Newest usage and peak in bytes, for the progress line. */
  latest(): { readonly usageBytes: number; readonly peakBytes: number } | undefined;
  stop(): Promise<void>;
}

export interface ProbeRequest {
  readonly hz: number;
  readonly clock: Clock;
  /** Value of the monotonic clock at the anchor, milliseconds, to share the time base with threads and the kernel log. */
  readonly monotonicMs: number;
  readonly emit: EventSink;
}

export interface Probe {
  readonly id: string;
  start(request: ProbeRequest): Promise<ProbeSession>;
}
