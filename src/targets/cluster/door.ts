import type { V1Node } from '@kubernetes/client-node';
import { HighwaterError } from '../../shared/errors.ts';
import { nodePortService, urlAt } from '../kube/access.ts';
import type { KubeApi } from '../kube/api/api.ts';
import { explaining } from '../kube/failures.ts';
import type { Door } from '../kube/provision.ts';

const serviceName = 'highwater-load';

function addressOf(node: V1Node | undefined): string {
  const addresses = node?.status?.addresses ?? [];
  const found = ['ExternalIP', 'InternalIP'].flatMap((kind) => addresses.filter(({ type }) => type === kind))[0];
  if (!found) throw new HighwaterError('environment-missing', `node ${node?.metadata?.name} has no address`, { hint: 'set target.cluster.url without {node}' });
  return found.address;
}

/**
 * The URL that the plan gives for k6 on this machine. `{nodePort}` in it asks for a port of the nodes, which the cluster chooses, and `{node}` is the address of
 * one of them.
 */
export function urlDoor(api: KubeApi, url: string): Door {
  return {
    reachable: true,
    async open({ entrance, namespace, nodes }) {
      if (!url.includes('{nodePort}')) return url.replaceAll('{namespace}', namespace);
      const service = nodePortService(entrance, serviceName, undefined);
      const applied = await explaining(service, () => api.apply({ ...service, metadata: { ...service.metadata, namespace } }));
      const port = (applied.spec as { ports: { nodePort: number }[] }).ports[0]?.nodePort;
      return url.replaceAll('{nodePort}', String(port)).replaceAll('{node}', addressOf(nodes[0])).replaceAll('{namespace}', namespace);
    },
  };
}

/** The Service itself, for k6 inside the cluster, whose pods are in another namespace. */
export const insideDoor: Door = {
  reachable: false,
  open: async ({ entrance, namespace }) => urlAt(entrance, `${entrance.service.metadata.name}.${namespace}`, entrance.port.port),
};
