import type { Clock, EventSink } from './event-sink.ts';
import type { WatchedCgroup, WatchedPod } from './target.ts';

/** Watches from before the workload starts until after it is gone. */
export interface ProbeSession {
  watch(cgroup: WatchedCgroup): void;
  /** Where the probe finds cgroups itself: the pod to keep samples of, told again with more in it. */
  watchPod?(pod: WatchedPod): void;
  /**
   * Begins the named phase: ends the running one's watermark and holders under its own name, and resets the watermark where the
   * kernel allows it. What was watched before the first call counts to the first phase; `stop` ends the last one.
   */
  phase(name: string): void;
  /** Resolves when the first tick after the call has been taken and written. */
  settled(): Promise<void>;
  /** Called with every increase of an OOM-kill counter below the workload, as soon as it is read. */
  onKill(listener: () => void): void;
  /** Newest usage and peak of a container in bytes, for the progress line. */
  latest(container: string): { readonly usageBytes: number; readonly peakBytes: number } | undefined;
  stop(): Promise<void>;
}

export interface ProbeRequest {
  readonly hz: number;
  readonly clock: Clock;
  /** Value of the monotonic clock at the anchor, milliseconds, to share the time base with threads and the kernel log. */
  readonly monotonicMs: number;
  readonly emit: EventSink;
  /** Where the kernel log is read, `/dev/kmsg` when left out; `false` leaves it unheard. */
  readonly kernelLog?: string | false | undefined;
}

export interface Probe {
  readonly id: string;
  start(request: ProbeRequest): Promise<ProbeSession>;
}
