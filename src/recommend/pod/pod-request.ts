import { formatMemory } from '../../shared/quantity.ts';
import type { ContainerRecommendation } from '../document.ts';

type Container = Pick<ContainerRecommendation, 'name' | 'role' | 'memory'>;

/** What the containers that run together request, native sidecars among them. Null where one of them is not known. */
function requestedTogether(containers: readonly Container[]): number | null {
  const requests = containers.filter(({ role }) => role !== 'init').map(({ memory }) => memory.requestBytes);
  return requests.some((bytes) => bytes === null) ? null : requests.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
}

/**
 * Says of an init container that it makes the pod dearer for good: the scheduler keeps the higher of its request and of what runs after it, as long as
 * the pod lives. Source: Kubernetes, "Init Containers", resource sharing within containers.
 */
export function withInitRequests<C extends Container>(containers: readonly C[]): C[] {
  const togetherBytes = requestedTogether(containers);
  return containers.map((container) => {
    const { role, memory } = container;
    if (role !== 'init' || togetherBytes === null || (memory.requestBytes ?? 0) <= togetherBytes) return container;
    const because = `a node keeps ${formatMemory(memory.requestBytes ?? 0)} for the pod as long as it lives because of this init container; what runs after it requests ${formatMemory(togetherBytes)}`;
    return { ...container, memory: { ...memory, marginReason: `${memory.marginReason}; ${because}` } };
  });
}
