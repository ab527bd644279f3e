import type { ProbeSession } from '../ports/probe.ts';
import type { HighwaterError } from '../shared/errors.ts';
import type { DriveRequest } from './drive.ts';
import { PhaseTracker } from './phases.ts';
import type { Outcome } from './record.ts';
import { aborted, sleep } from './signals.ts';

/** How one recording ended. */
export interface Result {
  readonly outcome: Outcome;
  readonly detail?: string;
  /** Why nothing was measured: whether that ends the run depends on what was measured before. */
  readonly problem?: HighwaterError;
}

type Stop = 'killed' | 'interrupted';

/** After a kill the exit, the counters and the kernel log come in within a tick or two; they are waited for. */
const evidenceGraceMs = 400;

/** What is going on in one recording: its phase, the kills so far, and everything that may end a wait early. */
export class Session {
  readonly phases: PhaseTracker;
  readonly #request: DriveRequest;
  readonly #probe: ProbeSession;
  readonly #stopped: Promise<Stop>;
  readonly #broken = Promise.withResolvers<never>();
  kills = 0;

  constructor(request: DriveRequest, probe: ProbeSession) {
    this.#request = request;
    this.#probe = probe;
    this.phases = new PhaseTracker(request.emit, request.clock.now, probe);
    const killed = new Promise<'killed'>((resolve) => {
      probe.onKill(() => {
        this.kills += 1;
        if (request.variant.stopAtFirstKill) resolve('killed');
      });
    });
    this.#stopped = Promise.race([killed, aborted(request.signal).then(() => 'interrupted' as const), this.#broken.promise]);
    this.#stopped.catch(() => undefined);
  }

  /** Resolves when a tick that began after the call has been written. */
  sampled(): Promise<void> {
    return this.#probe.settled();
  }

  /** Ends whatever is awaited, now and later, with an error: what the target measures on is gone. */
  break(error: HighwaterError): void {
    this.#broken.reject(error);
  }

  /** Says where it stands; nothing before the first phase and after the last. */
  report(): void {
    if (this.phases.current === '') return;
    const latest = this.#probe.latest(this.#request.plan.workload.container);
    this.#request.progress({ phase: this.phases.current, usageBytes: latest?.usageBytes, peakBytes: latest?.peakBytes });
  }

  /** What was awaited, unless a kill that ends the recording or an interruption comes first. */
  until<T>(awaited: Promise<T>): Promise<T | Stop> {
    return Promise.race([this.#stopped, awaited]);
  }

  /** Waits, at most until `orElse` settles. Its timer ends with it: one that is left over would keep the process alive after its work is done. */
  async pause<T = never>(ms: number, orElse?: Promise<T>): Promise<'elapsed' | Stop | T> {
    const over = new AbortController();
    const elapsed = sleep(ms, over.signal).then(() => 'elapsed' as const);
    try {
      return await this.until<'elapsed' | T>(orElse ? Promise.race([elapsed, orElse]) : elapsed);
    } finally {
      over.abort();
    }
  }

  async stoppedBy(reason: Stop): Promise<Result> {
    if (reason === 'interrupted') return { outcome: 'interrupted' };
    await sleep(evidenceGraceMs);
    return { outcome: 'stopped-at-kill' };
  }

  /** A load that fails because its server is being killed fails a moment before the counters say so. */
  async unlessKilled(result: Result): Promise<Result> {
    const waited = await this.pause(evidenceGraceMs);
    if (waited === 'interrupted') return { outcome: 'interrupted' };
    return waited === 'killed' ? { outcome: 'stopped-at-kill' } : result;
  }
}
