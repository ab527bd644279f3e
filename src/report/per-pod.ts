interface Container {
  readonly role?: 'init' | 'sidecar' | 'app' | 'ephemeral' | undefined;
}

/**
 * What a pod counts for: all that runs together, or an init container that asks for more (Kubernetes, "Init Containers", resource sharing within
 * containers; native sidecars that start before it are not added to it here, because their order is not known).
 */
export function perPod<C extends Container>(containers: readonly C[], pick: (container: C) => number | null): number {
  const together = containers.filter(({ role }) => role !== 'init').reduce((total, container) => total + (pick(container) ?? 0), 0);
  return Math.max(together, ...containers.filter(({ role }) => role === 'init').map((container) => pick(container) ?? 0));
}
