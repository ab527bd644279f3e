import type { KubeObject } from '../../../ports/agent.ts';
import { type PodSpec, templateOf } from '../manifests/workload-kinds.ts';

interface ClaimTemplate {
  readonly metadata: { readonly name: string };
}

/** Volumes that a StatefulSet's controller adds to its pods; whether claims can be met is not what is asked. */
function claimedVolumes({ spec }: KubeObject): object[] {
  const { volumeClaimTemplates = [] } = (spec ?? {}) as { volumeClaimTemplates?: readonly ClaimTemplate[] };
  return volumeClaimTemplates.map(({ metadata }) => ({ name: metadata.name, emptyDir: {} }));
}

/**
 * The pod that a controller would make of the workload, as far as quotas, limit ranges, Pod Security and webhooks look at it: they act on pods, and take
 * any Deployment. Its service account is not there before the surroundings are, so it goes by the one that every namespace has.
 */
export function rehearsedPod(workload: KubeObject): KubeObject {
  const { metadata, spec } = templateOf(workload) as { metadata?: KubeObject['metadata']; spec: PodSpec };
  const { serviceAccountName: _name, serviceAccount: _account, volumes = [], ...rest } = spec;
  const all = [...(volumes as object[]), ...claimedVolumes(workload)];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: workload.metadata.name,
      namespace: workload.metadata.namespace as string,
      labels: metadata?.labels ?? {},
      annotations: metadata?.annotations ?? {},
    },
    spec: { ...rest, automountServiceAccountToken: false, ...(all.length > 0 && { volumes: all }) },
  };
}
