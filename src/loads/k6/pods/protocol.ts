import type { LoadEnd } from '../../../ports/load.ts';
import type { RecordingEvent } from '../../../recording/events.ts';
import type { Segment } from '../launch.ts';
import type { Reading } from '../reading.ts';

/** Port of the HTTP server in a pod that runs k6. */
export const loadPort = 9809;
/** The API server eats `Authorization`, so the token has a header of its own. */
export const tokenHeader = 'x-highwater-token';
/** Value of the label app.kubernetes.io/component of those pods. */
export const loadComponent = 'load';

/** A load that is not asked after for so long has lost its runner, and is stopped: nobody would end it. */
export const abandonedMs = 60_000;

/** One load for one recording. */
export interface PrepareBody {
  /** A name that no other load has. */
  readonly id: string;
  /** What `k6 archive` made of wrapper and script, base64. */
  readonly archive: string;
  readonly reading: Reading;
  readonly segment: Segment;
  readonly targetUrl: string;
}

/** `paused`: initialised, nothing sent. `over`: k6 is gone and every event is there. */
export type Stage = 'starting' | 'paused' | 'failed' | 'released' | 'over';

export interface StateAnswer {
  /** Wall clock of the pod's machine in milliseconds, the one that its events carry. */
  readonly nowMs: number;
  readonly stage: Stage;
  /** Events from the number asked for on; numbers begin at 0. */
  readonly events: readonly RecordingEvent[];
  readonly failure?: { readonly code: string; readonly message: string; readonly hint: string | undefined };
  readonly end?: LoadEnd;
}
