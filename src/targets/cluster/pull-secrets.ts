import type { KubeObject } from '../../ports/agent.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { isNotFound } from '../kube/api/api-failure.ts';
import type { KubeClient } from '../kube/client.ts';
import { explaining } from '../kube/failures.ts';
import { templateOf } from '../kube/manifests/workload-kinds.ts';

interface Wanted {
  readonly name: string;
  readonly namespace: string;
}

function wantedBy(objects: readonly KubeObject[], usual: string): Wanted[] {
  const own = new Set(objects.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name));
  const found = objects.flatMap((object) => {
    const secrets = templateOf(object)?.spec.imagePullSecrets ?? [];
    return secrets.filter(({ name }) => !own.has(name)).map(({ name }) => ({ name, namespace: object.metadata.namespace ?? usual }));
  });
  return [...new Map(found.map((each) => [each.name, each])).values()];
}

/** Image pull secrets that the manifests name and do not hold: copies of those in the namespace where the workload lives today. */
export async function pullSecrets({ api, kubeConfig, context }: KubeClient, objects: readonly KubeObject[]): Promise<readonly KubeObject[]> {
  const usual = kubeConfig.getContextObject(context)?.namespace ?? 'default';
  const copies: KubeObject[] = [];
  for (const { name, namespace } of wantedBy(objects, usual)) {
    const secret = await explaining(`image pull secret ${name}`, () =>
      api.call<KubeObject>(`/api/v1/namespaces/${namespace}/secrets/${name}`).catch(missing(name, namespace)),
    );
    copies.push({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: secret.type, data: secret.data });
  }
  return copies;
}

const missing = (name: string, namespace: string) => (error: unknown) => {
  if (!isNotFound(error)) throw error;
  throw new HighwaterError('environment-missing', `image pull secret ${name} is neither in the manifests nor in namespace ${namespace}`, {
    hint: 'add it to workload.manifests, or set the namespace of the context to where it lies',
  });
};
