import type { V1EndpointSlice } from '@kubernetes/client-node';
import type { KubeApi } from '../api/api.ts';

/** Whether a Service has an endpoint that takes traffic. */
export async function hasEndpoint(api: KubeApi, namespace: string, service: string): Promise<boolean> {
  const { items } = await api.call<{ items: V1EndpointSlice[] }>(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
    query: { labelSelector: `kubernetes.io/service-name=${service}` },
  });
  return items.some(({ endpoints }) => (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false));
}
