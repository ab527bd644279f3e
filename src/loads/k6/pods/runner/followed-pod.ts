import type { LoadEnd } from '../../../../ports/load.ts';
import type { RecordingEvent } from '../../../../recording/events.ts';
import { type ErrorCode, HighwaterError } from '../../../../shared/errors.ts';
import type { Stage, StateAnswer } from '../protocol.ts';
import type { PodClient } from './pod-client.ts';

const waitMs = 1000;
/** Round trips from which the clock of the pod's machine is known; the quickest counts. */
const clockTrips = 5;

/** Follows one k6 from its start to its end. */
export class FollowedPod {
  readonly client: PodClient;
  readonly #onEvent: (event: RecordingEvent) => void;
  readonly #wall: () => number;
  #next = 0;
  /** What the pod's wall clock is ahead of ours, milliseconds. */
  #aheadMs = 0;
  #tripMs = Number.POSITIVE_INFINITY;

  constructor(client: PodClient, wall: () => number, onEvent: (event: RecordingEvent) => void) {
    this.client = client;
    this.#wall = wall;
    this.#onEvent = onEvent;
  }

  /** Our wall clock at a time of the pod's. */
  ourWall(podWallMs: number): number {
    return podWallMs - this.#aheadMs;
  }

  /** Resolves when k6 is initialised and paused. Throws what kept it from that. */
  async untilPaused(): Promise<void> {
    let stage: Stage = 'starting';
    while (stage === 'starting') stage = (await this.#look(waitMs)).stage;
    for (let trip = 0; trip < clockTrips; trip += 1) await this.#look(0);
  }

  /** Resolves when k6 is gone and every event was told; rejects only with what is about highwater or the machine. */
  async untilOver(): Promise<LoadEnd> {
    for (;;) {
      const { end } = await this.#look(waitMs);
      if (end) return end;
    }
  }

  async #look(patienceMs: number): Promise<StateAnswer> {
    const beganMs = this.#wall();
    const answer = await this.client.state(this.#next, patienceMs);
    this.#compareClocks(answer.nowMs, beganMs, this.#wall());
    this.#next += answer.events.length;
    for (const event of answer.events) this.#onEvent(event);
    // What ended k6 says more than that it never began.
    if (answer.failure && !answer.end)
      throw new HighwaterError(
        answer.failure.code as ErrorCode,
        answer.failure.message,
        answer.failure.hint === undefined ? {} : { hint: answer.failure.hint },
      );
    return answer;
  }

  #compareClocks(podMs: number, beganMs: number, endedMs: number): void {
    if (endedMs - beganMs >= this.#tripMs) return;
    this.#tripMs = endedMs - beganMs;
    this.#aheadMs = podMs - (beganMs + endedMs) / 2;
  }
}
