import type { AgentManifestsRequest, KubeObject } from '../../../ports/agent.ts';
import { agentDaemonSet, agentName } from './daemon-set.ts';

/** Everything an agent needs, in the order in which it is to be applied. */
export function agentManifests(request: AgentManifestsRequest, script: string): readonly KubeObject[] {
  const { namespace, labels, annotations, token } = request;
  const metadata = { name: agentName, namespace, labels, annotations };
  return [
    // The host's cgroups are a hostPath: no stricter level admits that (Pod Security Standards).
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' }, annotations },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { token } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'agent.mjs': script } },
    agentDaemonSet(request),
  ];
}
