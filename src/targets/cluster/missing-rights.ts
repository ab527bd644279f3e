import type { V1SelfSubjectAccessReview } from '@kubernetes/client-node';
import { HighwaterError } from '../../shared/errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { explaining } from '../kube/failures.ts';
import { inWords, type Right } from './rights.ts';

interface Asked {
  readonly right: Right;
  readonly verb: string;
}

async function isAllowed({ api }: KubeClient, { right, verb }: Asked, namespace: string | undefined): Promise<boolean> {
  const [resource, subresource] = right.resource.split('/');
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { group: right.group, resource, subresource, verb, namespace } },
  };
  const answer = await api.call<V1SelfSubjectAccessReview>('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { method: 'POST', body: review });
  return answer.status?.allowed === true;
}

/** What of the rights the context's user does not have, in words. `namespace` need not exist yet. */
export async function missingRights(client: KubeClient, rights: readonly Right[], namespace: string | undefined): Promise<string[]> {
  const asked = rights.flatMap((right) => right.verbs.map((verb) => ({ right, verb })));
  const answers = await explaining('asking for the rights', () => Promise.all(asked.map((each) => isAllowed(client, each, namespace))));
  return asked
    .filter((_each, index) => !answers[index])
    .map(({ right, verb }) => `${inWords(right, verb)}${namespace === undefined ? '' : ` in ${namespace}`}`);
}

/** Throws `environment-missing` with every right that is missing, before anything is created. */
export function refuseWithout(missing: readonly string[], context: string): void {
  if (missing.length === 0) return;
  throw new HighwaterError('environment-missing', `the user of context ${context} lacks rights:\n${missing.map((each) => `  - ${each}`).join('\n')}`, {
    hint: '`highwater doctor --rbac` prints roles that grant them',
  });
}
