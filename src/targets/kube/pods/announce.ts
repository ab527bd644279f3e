import type { V1Pod } from '@kubernetes/client-node';
import type { WatchedContainer, WatchedPod } from '../../../ports/target.ts';
import { containerStates, specifiedContainers } from '../pod-containers.ts';

const kindOf = { app: 'container', init: 'init', sidecar: 'sidecar', ephemeral: 'container' } as const;

/** What probes are told of a pod: each container by its name, and by every id that its status shows, earlier restarts included. */
export function watchedPod(pod: V1Pod): WatchedPod {
  const states = containerStates(pod);
  const containers = specifiedContainers(pod).flatMap(({ container: { name }, role }): WatchedContainer[] => {
    const made = states.filter(({ status, containerId }) => status.name === name && containerId !== null);
    const ids = new Map(made.map(({ containerId, restart }) => [containerId as string, restart]));
    if (ids.size === 0) return [{ name, kind: kindOf[role], id: undefined, restart: 0 }];
    return [...ids].map(([id, restart]) => ({ name, kind: kindOf[role], id, restart }));
  });
  return { namespace: pod.metadata?.namespace ?? '', name: pod.metadata?.name ?? '', uid: pod.metadata?.uid ?? '', node: pod.spec?.nodeName, containers };
}
