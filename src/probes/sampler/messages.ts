import type { RecordingEvent } from '../../recording/events.ts';
import type { WatchedSpec } from './watched-cgroup.ts';

/** What a sampler is told. Plain data, so that it crosses a thread or a pipe. */
export type SamplerCommand =
  | { readonly type: 'watch'; readonly cgroup: WatchedSpec }
  | { readonly type: 'phase'; readonly name: string }
  | { readonly type: 'settle'; readonly id: number }
  | { readonly type: 'stop' };

/** Asks for the processes of a cgroup and everything below it; reading them is not the sampler's work, it could delay a tick. */
export interface HoldersRequest {
  readonly cg: number;
  readonly reason: 'phase-end' | 'near-limit';
  readonly dir: string;
}

/** A limit that was found changed, beside the note that says so in words. */
export interface LimitChange {
  readonly cg: number;
  readonly t: number;
  readonly limitBytes: number | null;
}

/** What some ticks or one command brought. */
export interface SamplerBatch {
  readonly events: readonly RecordingEvent[];
  readonly killed: boolean;
  /** The cgroups whose kill counters rose. */
  readonly killedIn: readonly number[];
  readonly limits: readonly LimitChange[];
  readonly settled: readonly number[];
  readonly holders: readonly HoldersRequest[];
  readonly latest: { readonly usageBytes: number; readonly peakBytes: number } | undefined;
  readonly stopped: boolean;
}

export interface SamplerOptions {
  readonly hz: number;
  /** Monotonic clock at the recording's anchor, milliseconds. */
  readonly monotonicMs: number;
  /** Undefined: not to be heard. */
  readonly kernelLogPath: string | undefined;
  /** Where the host's PSI and CPU files are, `/proc` but in tests. */
  readonly procDir: string;
  /** Number of the first cgroup, 1 when left out: a sampler that goes on with the recording of another must not reuse its numbers. */
  readonly firstCg?: number;
}
