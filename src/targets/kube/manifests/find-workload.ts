import type { KubeObject } from '../../../ports/agent.ts';
import { HighwaterError } from '../../../shared/errors.ts';
import { nameOf, templateOf } from './workload-kinds.ts';

const sizeable = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod']);

function candidates(objects: readonly KubeObject[]): string {
  const names = objects.filter(({ kind }) => sizeable.has(kind)).map((object) => nameOf(object));
  return names.length === 0 ? 'the manifests hold no Deployment, StatefulSet, DaemonSet or Pod' : `the manifests hold ${names.join(', ')}`;
}

/** The one object that `workload.ref` means. Throws `plan-invalid` where there is none, or more than one. */
export function findWorkload(objects: readonly KubeObject[], ref: string | undefined): KubeObject {
  const sized = objects.filter(({ kind }) => sizeable.has(kind));
  if (ref === undefined) {
    if (sized.length === 1) return sized[0] as KubeObject;
    throw new HighwaterError('plan-invalid', 'workload.ref is missing: which workload shall be sized?', { hint: candidates(objects) });
  }
  const matching = sized.filter((object) => nameOf(object) === ref);
  if (matching.length > 1) {
    const namespaces = matching.map(({ metadata }) => metadata.namespace ?? '(none)').join(', ');
    throw new HighwaterError('plan-invalid', `${ref} stands ${matching.length} times in the manifests, in the namespaces ${namespaces}`, {
      hint: 'all objects of a run go into one namespace of its own: leave all but one out of workload.manifests',
    });
  }
  const found = matching[0];
  if (!found) throw new HighwaterError('plan-invalid', `workload.ref ${ref} is in none of the manifests`, { hint: candidates(objects) });
  return found;
}

/** The container that is sized. Throws `plan-invalid` where the workload has none of that name. */
export function findContainer(workload: KubeObject, name: string): void {
  const containers = templateOf(workload)?.spec.containers ?? [];
  if (containers.some((container) => container.name === name)) return;
  throw new HighwaterError('plan-invalid', `${nameOf(workload)} has no container '${name}'`, {
    hint: `workload.container: it has ${containers.map((container) => container.name).join(', ') || 'none'}`,
  });
}
