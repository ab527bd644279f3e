import type { KubeObject } from '../../ports/agent.ts';
import type { KubeApi } from '../kube/api/api.ts';

/** Things that the user of a context must be allowed to do. */
export interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

/** Server-side apply of an object that is not there yet asks for both; reading is not needed for it. */
const make = ['create', 'patch'];

/** The only ones that reach beyond the namespaces of a run. Namespaces are read until they are gone. */
export const clusterRights: readonly Right[] = [
  { group: '', resource: 'namespaces', verbs: [...make, 'get', 'list', 'delete'] },
  { group: '', resource: 'nodes', verbs: ['get', 'list'] },
];

/** Without it the run goes on and knows less: the nodes' own usage. */
export const clusterRightsForMore: readonly Right[] = [{ group: '', resource: 'nodes/proxy', verbs: ['get'] }];

/** In the namespace of the workload, whatever the manifests hold. A pod is made for a rehearsal, which makes none; jobs and claims of controllers are swept up. */
export const runRights: readonly Right[] = [
  { group: '', resource: 'pods', verbs: ['create', 'list', 'watch', 'delete'] },
  { group: '', resource: 'pods/log', verbs: ['get'] },
  { group: '', resource: 'events', verbs: ['list', 'watch'] },
  { group: '', resource: 'services', verbs: [...make, 'delete'] },
  { group: '', resource: 'persistentvolumeclaims', verbs: ['list', 'delete'] },
  { group: 'apps', resource: 'replicasets', verbs: ['list', 'delete'] },
  { group: 'batch', resource: 'jobs', verbs: ['list', 'delete'] },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verbs: ['list'] },
];

/** In the namespace of the samplers, which goes as a whole. */
export const agentRights: readonly Right[] = [
  { group: '', resource: 'serviceaccounts', verbs: make },
  { group: '', resource: 'secrets', verbs: make },
  { group: '', resource: 'configmaps', verbs: make },
  { group: 'apps', resource: 'daemonsets', verbs: [...make, 'get'] },
  { group: '', resource: 'pods', verbs: ['list'] },
  { group: '', resource: 'events', verbs: ['list'] },
  { group: '', resource: 'pods/proxy', verbs: ['get', 'create', 'delete'] },
];

/** There too, where k6 runs in Jobs. */
export const loadRights: readonly Right[] = [{ group: 'batch', resource: 'jobs', verbs: make }];

/** What one kind of the manifests needs. */
const ofManifests = [...make, 'delete'];

/** Kinds that most manifests are made of. */
export const usualManifestRights: readonly Right[] = [
  { group: '', resource: 'pods', verbs: ofManifests },
  ...['services', 'configmaps', 'secrets', 'serviceaccounts', 'persistentvolumeclaims'].map((resource) => ({ group: '', resource, verbs: ofManifests })),
  ...['deployments', 'statefulsets', 'daemonsets'].map((resource) => ({ group: 'apps', resource, verbs: ofManifests })),
  { group: 'batch', resource: 'jobs', verbs: ofManifests },
];

/** Rights for the same resource as one, in the order in which they come first. */
export function merged(rights: readonly Right[]): readonly Right[] {
  const byResource = new Map<string, Right>();
  for (const right of rights) {
    const key = `${right.group}/${right.resource}`;
    byResource.set(key, { ...right, verbs: [...new Set([...(byResource.get(key)?.verbs ?? []), ...right.verbs])] });
  }
  return [...byResource.values()];
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] as string) : '';
}

/** What the kinds of the manifests need. */
export async function rightsFor(api: KubeApi, objects: readonly KubeObject[]): Promise<readonly Right[]> {
  const found: Right[] = [];
  for (const { apiVersion, kind } of objects) {
    const name = (await api.resource(apiVersion, kind))?.name;
    if (name !== undefined) found.push({ group: groupOf(apiVersion), resource: name, verbs: ofManifests });
  }
  return found;
}

/** `get pods/log` of the core group, `patch deployments.apps`, as people say it. */
export function inWords({ group, resource }: Pick<Right, 'group' | 'resource'>, verb: string): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}
