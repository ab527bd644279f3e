import type { EventSink } from '../ports/event-sink.ts';
import type { ProbeSession } from '../ports/probe.ts';
import type { EventOf } from '../recording/events.ts';

type PhaseStart = Omit<EventOf<'phase-start'>, 'kind' | 't'>;

/** Keeps exactly one phase open; turning to the next closes the last and its watermark at the same instant. */
export class PhaseTracker {
  readonly #emit: EventSink;
  readonly #now: () => number;
  readonly #probe: ProbeSession;
  #open: string | undefined;

  constructor(emit: EventSink, now: () => number, probe: ProbeSession) {
    this.#emit = emit;
    this.#now = now;
    this.#probe = probe;
  }

  get current(): string {
    return this.#open ?? '';
  }

  turnTo(phase: PhaseStart): void {
    this.finish();
    this.#emit({ kind: 'phase-start', t: this.#now(), ...phase });
    this.#probe.phase(phase.phase);
    this.#open = phase.phase;
  }

  finish(): void {
    if (this.#open === undefined) return;
    this.#emit({ kind: 'phase-end', t: this.#now(), phase: this.#open });
    this.#open = undefined;
  }
}
