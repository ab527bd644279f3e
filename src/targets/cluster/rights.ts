import type { KubeObject } from '../../ports/agent.ts';
import type { KubeApi } from '../kube/api/api.ts';

/** One thing that the user of a context must be allowed to do. */
export interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  /** Without it the run goes on and knows less. */
  readonly optional?: boolean;
}

const apply = ['get', 'create', 'patch', 'delete'];

/** The only ones that reach beyond the namespaces of a run. */
export const clusterRights: readonly Right[] = [
  { group: '', resource: 'namespaces', verbs: [...apply, 'list'] },
  { group: '', resource: 'nodes', verbs: ['get', 'list', 'watch'] },
];

/** Costs what is known of other pods on the nodes, and of the nodes' own usage. */
export const clusterRightsForMore: readonly Right[] = [{ group: '', resource: 'nodes/proxy', verbs: ['get'], optional: true }];

/** In the namespaces of the run, whatever the manifests hold. */
export const namespaceRights: readonly Right[] = [
  { group: '', resource: 'pods', verbs: [...apply, 'list', 'watch'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
  { group: '', resource: 'pods/proxy', verbs: ['get', 'create'] },
  { group: '', resource: 'events', verbs: ['list', 'watch'] },
  { group: '', resource: 'services', verbs: apply },
  { group: '', resource: 'serviceaccounts', verbs: apply },
  { group: '', resource: 'secrets', verbs: apply },
  { group: '', resource: 'configmaps', verbs: apply },
  { group: '', resource: 'persistentvolumeclaims', verbs: [...apply, 'list'] },
  { group: 'apps', resource: 'daemonsets', verbs: apply },
  { group: 'apps', resource: 'deployments', verbs: apply },
  { group: 'apps', resource: 'replicasets', verbs: ['list', 'delete'] },
  { group: 'apps', resource: 'statefulsets', verbs: apply },
  { group: 'batch', resource: 'jobs', verbs: [...apply, 'list'] },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verbs: ['list'] },
];

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';
}

/** What the kinds of the manifests need beyond that. */
export async function rightsFor(api: KubeApi, objects: readonly KubeObject[]): Promise<readonly Right[]> {
  const found = new Map<string, Right>();
  for (const { apiVersion, kind } of objects) {
    const name = (await api.resource(apiVersion, kind))?.name;
    const group = groupOf(apiVersion);
    const usual = namespaceRights.some((right) => right.group === group && right.resource === name);
    if (name !== undefined && !usual) found.set(`${group}/${name}`, { group, resource: name, verbs: apply });
  }
  return [...found.values()];
}

/** `pods/log` of the core group, as people say it. */
export function inWords({ group, resource }: Pick<Right, 'group' | 'resource'>, verb: string): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}
