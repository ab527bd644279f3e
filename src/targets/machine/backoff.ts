/** How long a dead workload waits for its restart. */
export interface BackoffPolicy {
  readonly initialMs: number;
  readonly maxMs: number;
  /** A start that lived this long is forgiven all earlier deaths. */
  readonly resetAfterMs: number;
}

/**
 * As a kubelet: the first restart comes at once, the second after 10 s, then doubling up to 5 min; forgiven after 10 min of life.
 * Source: Kubernetes documentation, "Pod Lifecycle", how Pods handle problems with containers; pkg/kubelet/kubelet.go MaxContainerBackOff.
 */
export const kubeletBackoff: BackoffPolicy = { initialMs: 10_000, maxMs: 300_000, resetAfterMs: 600_000 };

/** Wait in milliseconds before the restart that follows the n-th death in a row (n from 1). */
export function backoffMs(deathsInARow: number, policy: BackoffPolicy): number {
  if (deathsInARow <= 1) return 0;
  return Math.min(policy.maxMs, policy.initialMs * 2 ** (deathsInARow - 2));
}
