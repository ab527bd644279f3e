/** How long an API server that does not answer is asked again, milliseconds. */
export interface Patience {
  /** A server that says nothing for so long within one request is taken to be gone. */
  readonly silenceMs: number;
  readonly retryMs: number;
  /** Of one call to a server that has answered before. */
  readonly totalMs: number;
  /** Of one call to a server that never has: nothing tells that it is there at all. */
  readonly firstMs: number;
  /** `silenceMs` once a call was given up: what is left to do must not wait as long again for each object. */
  readonly afterwardsMs: number;
}

/** A static pod that died is back within a minute: the kubelet looks for changes every 20 s and its back-off begins with 10 s (kubelet: fileCheckFrequency, MaxContainerBackOff). */
export const usualPatience: Patience = { silenceMs: 15_000, retryMs: 1000, totalMs: 60_000, firstMs: 10_000, afterwardsMs: 3000 };
