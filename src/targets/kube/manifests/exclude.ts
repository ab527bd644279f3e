import type { KubeObject } from '../../../ports/agent.ts';
import { HighwaterError } from '../../../shared/errors.ts';
import { interferes } from './autoscalers.ts';
import { nameOf } from './workload-kinds.ts';

/** Routes from outside: a second one with the same host name would take traffic from whatever serves it in this cluster. */
const routes = /^(Ingress|HTTPRoute|GRPCRoute|TCPRoute|TLSRoute|Gateway|VirtualService|IngressRoute)$/;

/** Why an object of the manifests is not applied; undefined for one that is. `exists`: whether the cluster has its kind. */
export function exclusion(object: KubeObject, workload: KubeObject, exists: boolean): string | undefined {
  if (object.kind === 'Namespace') return 'everything goes into the namespace of the run';
  if (interferes(object, workload)) return `it would change ${nameOf(workload)} while it is measured`;
  if (object.kind === 'ResourceQuota' || object.kind === 'LimitRange') return 'the measurement sets limits of its own';
  if (routes.test(object.kind)) return 'the load goes to the Service; a route could take traffic from others';
  return exists ? undefined : `the cluster has no kind ${object.kind} of ${object.apiVersion}`;
}

/** Throws `plan-invalid` for objects that lie in no namespace: they would outlive the run and touch what is not its own. */
export function refuseClusterScoped(objects: readonly KubeObject[]): void {
  if (objects.length === 0) return;
  throw new HighwaterError('plan-invalid', `the manifests hold cluster-scoped objects: ${objects.map((object) => nameOf(object)).join(', ')}`, {
    hint: 'leave them out of workload.manifests, or allow them with target.kind.clusterScoped (target.cluster.clusterScoped): true; they are removed after the run',
  });
}
