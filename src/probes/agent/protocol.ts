import type { RecordingEvent } from '../../recording/events.ts';
import type { LimitChange } from '../sampler/messages.ts';

/** Port of the agent inside its pod. */
export const agentPort = 9808;
/** The API server eats `Authorization`, so the token has a header of its own. */
export const tokenHeader = 'x-highwater-token';

/** What a runner asks of a session. Numbered from 1 by the runner, so that one that is sent again is done once. */
export type AgentCommand =
  | { readonly type: 'claim'; readonly podUid: string }
  | { readonly type: 'forget'; readonly podUid: string; readonly containerId: string }
  | { readonly type: 'phase'; readonly name: string }
  | { readonly type: 'settle'; readonly id: number }
  | { readonly type: 'stop' };

export interface NumberedCommand {
  readonly n: number;
  readonly command: AgentCommand;
}

export interface SessionRequest {
  readonly id: string;
  readonly hz: number;
  readonly kernelLog: boolean;
}

/** Events of some ticks as the agent has them: times are the node's monotonic clock in milliseconds, `cg` the agent's own numbers, `container` a container ID. */
export interface WireBatch {
  readonly seq: number;
  readonly events: readonly RecordingEvent[];
  readonly killedIn: readonly number[];
  /** Limits that changed; the notes about them are left to the reader, who may not have written the cgroup down yet. */
  readonly limits: readonly LimitChange[];
  readonly settled: readonly number[];
  readonly stopped: boolean;
}

/** First line of an answer with batches; the batches follow, one a line. */
export interface PageHead {
  /** Sequence numbers that can still be had: below `first` they are gone, `next` is not there yet. */
  readonly first: number;
  readonly next: number;
}

/** Answer to the opening of a session. */
export interface SessionHead extends PageHead {
  /** When it was begun, by the node's clock: another value is another session of the same name, with nothing of the first. */
  readonly bornMs: number;
}

export interface ClockAnswer {
  readonly monotonicMs: number;
  /** Tells a kernel from every other, and from itself before the last boot. */
  readonly bootId: string;
}
