/** How long an API server that does not answer is asked again, milliseconds. */
export interface Patience {
  /** A server that says nothing for so long within one request is taken to be gone. */
  readonly silenceMs: number;
  readonly retryMs: number;
  /** Of one call to a server that has answered before. */
  readonly totalMs: number;
  /** Of one call to a server that never has: nothing tells that it is there at all. */
  readonly firstMs: number;
  /** After it was away, a server that answers may still know no rights: its authorizer denies everything until its caches are filled. */
  readonly recoveringMs: number;
  /** `silenceMs` once a call was given up: what is left to do must not wait as long again for each object. */
  readonly afterwardsMs: number;
}

/**
 * A static pod that died is back within a minute: the kubelet looks for changes every 20 s and its back-off begins with 10 s
 * (kubelet: fileCheckFrequency, MaxContainerBackOff). Roles are read within some seconds after that (kube-apiserver: poststarthook/rbac/bootstrap-roles).
 */
export const usualPatience: Patience = { silenceMs: 15_000, retryMs: 1000, totalMs: 60_000, firstMs: 10_000, recoveringMs: 30_000, afterwardsMs: 3000 };
