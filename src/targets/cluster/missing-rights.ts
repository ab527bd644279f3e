import type { V1SelfSubjectAccessReview } from '@kubernetes/client-node';
import { HighwaterError } from '../../shared/errors.ts';
import type { KubeClient } from '../kube/client.ts';
import { explaining } from '../kube/failures.ts';
import { inWords, type Right } from './rights.ts';

interface Asked {
  readonly right: Right;
  readonly verb: string;
}

/** A verb that the user may not use on a resource. */
export interface MissingRight {
  readonly verb: string;
  readonly right: Pick<Right, 'group' | 'resource'>;
  /** Undefined: anywhere. */
  readonly namespace: string | undefined;
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

/** What of the rights the context's user does not have. `namespace` need not exist yet. */
export async function missingRights(client: KubeClient, rights: readonly Right[], namespace: string | undefined): Promise<MissingRight[]> {
  const asked = rights.flatMap((right) => right.verbs.map((verb) => ({ right, verb })));
  const answers = await explaining('asking for the rights', () => Promise.all(asked.map((each) => isAllowed(client, each, namespace))));
  return asked.filter((_each, index) => !answers[index]).map(({ right, verb }) => ({ verb, right, namespace }));
}

/** One line for each resource: whoever lacks one right of it mostly lacks several, and in all namespaces of the run. */
function linesOf(missing: readonly MissingRight[]): string[] {
  const namespaces = Map.groupBy(missing, ({ verb, right }) => inWords(right, verb));
  const placeOf = ({ verb, right }: MissingRight): string => {
    const names = namespaces.get(inWords(right, verb))?.flatMap(({ namespace }) => namespace ?? []) ?? [];
    return names.length === 0 ? '' : ` in ${names.join(' and ')}`;
  };
  const lines = Map.groupBy(missing, (each) => `${inWords(each.right, '')}${placeOf(each)}`);
  return [...lines.values()].map(([first, ...more]) => {
    const verbs = new Set([first as MissingRight, ...more].map(({ verb }) => verb));
    return `${inWords((first as MissingRight).right, [...verbs].join(', '))}${placeOf(first as MissingRight)}`;
  });
}

/** Throws `environment-missing` with every right that is missing, before anything is created. */
export function refuseWithout(missing: readonly MissingRight[], context: string): void {
  if (missing.length === 0) return;
  const lines = linesOf(missing).map((line) => `  - ${line}`);
  throw new HighwaterError('environment-missing', `the user of context ${context} lacks rights:\n${lines.join('\n')}`, {
    hint: '`highwater doctor --rbac` prints roles that grant them',
  });
}
