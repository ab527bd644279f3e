import type { KubeObject } from '../../../ports/agent.ts';
import { exclusion, refuseClusterScoped } from './exclude.ts';
import { findContainer, findWorkload } from './find-workload.ts';
import { foreignNames } from './foreign-names.ts';
import { placementChanges } from './place.ts';
import { sizingChanges } from './size.ts';
import { allContainers, nameOf, templateOf } from './workload-kinds.ts';

/** Whether a cluster has the object's kind, and where its objects lie. */
export type ScopeOf = (object: KubeObject) => Promise<'namespaced' | 'cluster' | 'unknown'>;

export interface PrepareRequest {
  readonly objects: readonly KubeObject[];
  readonly ref: string | undefined;
  readonly container: string;
  readonly cpuMillicores: number;
  readonly clusterScopedAllowed: boolean;
  readonly scopeOf: ScopeOf;
}

/** The manifests sorted into what is sized, what surrounds it, and what stays away. */
export interface Prepared {
  readonly workload: KubeObject;
  /** In the order in which they are to be applied. */
  readonly surroundings: readonly KubeObject[];
  readonly clusterScoped: readonly KubeObject[];
  /** One sentence for each thing that is not as in the manifests. */
  readonly changes: readonly string[];
}

/** What others refer to comes first (the order of kustomize's legacy sorter, shortened). */
const firstKinds = [
  'CustomResourceDefinition',
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'PersistentVolumeClaim',
  'Service',
];

function rank({ kind }: KubeObject): number {
  const at = firstKinds.indexOf(kind);
  return at === -1 ? firstKinds.length : at;
}

/** Throws `plan-invalid` where the manifests do not say what is to be sized, or hold what the plan does not allow. */
export async function prepare({ objects, ref, container, cpuMillicores, clusterScopedAllowed, scopeOf }: PrepareRequest): Promise<Prepared> {
  const workload = findWorkload(objects, ref);
  findContainer(workload, container);
  const surroundings: KubeObject[] = [];
  const clusterScoped: KubeObject[] = [];
  const changes = [...sizingChanges(workload, { container, cpuMillicores }), ...foreignNames(objects)];
  for (const object of objects) {
    if (object === workload) continue;
    const scope = await scopeOf(object);
    const why = exclusion(object, workload, scope !== 'unknown');
    if (why !== undefined) changes.push(`${nameOf(object)}: not applied, ${why}`);
    else if (scope === 'cluster') clusterScoped.push(object);
    else {
      surroundings.push(object);
      changes.push(...placementChanges(object));
    }
  }
  if (!clusterScopedAllowed) refuseClusterScoped(clusterScoped);
  const inOrder = (list: KubeObject[]) => list.sort((a, b) => rank(a) - rank(b));
  return { workload, surroundings: inOrder(surroundings), clusterScoped: inOrder(clusterScoped), changes };
}

/** Every image that the objects name, each once. */
export function imagesOf(objects: readonly KubeObject[]): string[] {
  const containers = objects.flatMap((object) => {
    const template = templateOf(object);
    return template ? allContainers(template.spec) : [];
  });
  return [...new Set(containers.flatMap(({ image }) => (image === undefined ? [] : [image])))];
}
