import type { KubeObject } from '../../ports/agent.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { ApiFailure } from './api/api-failure.ts';
import { nameOf } from './manifests/workload-kinds.ts';

const shortMessage = (failure: ApiFailure): string => failure.message.replace(/^\S+ \S+: /, '');

/** What happened, with what lies behind it: clients say "fetch failed" and hide the reason in the cause. */
export function failureInWords({ message, cause }: Error): string {
  return cause instanceof Error && !message.includes(cause.message) ? `${message}: ${cause.message || (cause as NodeJS.ErrnoException).code}` : message;
}

/** RBAC answers `User "x" cannot patch resource "deployments"`; quota, Pod Security and admission say their own name, also with 403. */
const isMissingRight = ({ status, message }: ApiFailure): boolean => status === 403 && /\bcannot\b.*\bresource\b/i.test(message);

/** What fences a namespace in, and how it words a refusal (Kubernetes: plugin/pkg/admission/{resourcequota,limitranger}, pod-security-admission). */
const fences: readonly (readonly [name: string, words: RegExp, hint: string])[] = [
  ['a ResourceQuota', /exceeded quota|failed quota/i, 'let new namespaces named highwater-* have more, or state what the quota asks for in the manifests'],
  [
    'a LimitRange',
    /(maximum|minimum) \S+ usage per|limit to request ratio|no (limit|request) is specified/i,
    'exempt new namespaces named highwater-* from the LimitRange',
  ],
  ['Pod Security', /violates PodSecurity/i, 'give the pod the securityContext that the level asks for, or new namespaces named highwater-* a lower level'],
];

/** A refusal with the name of the fence that made it, and what helps. */
export function fenceOf(message: string): { readonly text: string; readonly hint: string } {
  const found = fences.find(([, words]) => words.test(message));
  if (!found)
    return { text: message, hint: 'quotas, limit ranges, Pod Security and admission webhooks of the cluster apply to the namespace of the run as well' };
  return { text: `${found[0]} is in the way: ${message}`, hint: found[2] };
}

/** What it means that the API server refused something; errors that are none of its refusals pass as they are. */
export function explainRefusal(error: unknown, what: string): Error {
  if (!(error instanceof ApiFailure)) {
    if (error instanceof HighwaterError) return error;
    return new HighwaterError('target-failed', `${what}: the API server does not answer: ${failureInWords(error as Error)}`, {
      hint: 'is the cluster up? kubectl get nodes tells',
      cause: error,
    });
  }
  if (error.status === 401) {
    return new HighwaterError('environment-missing', `${what}: the API server does not know the user of this context: ${shortMessage(error)}`, {
      hint: 'log in again, until kubectl get namespaces works with this context',
      cause: error,
    });
  }
  if (isMissingRight(error)) {
    return new HighwaterError('environment-missing', `${what}: a right is missing: ${shortMessage(error)}`, {
      hint: '`highwater doctor --rbac` prints the rights that are needed',
      cause: error,
    });
  }
  if (error.status === 422 || error.status === 400 || error.status === 404)
    return new HighwaterError('plan-invalid', `${what}: the API server refuses it: ${shortMessage(error)}`, { hint: 'see workload.manifests', cause: error });
  if (error.status === 403) {
    const { text, hint } = fenceOf(shortMessage(error));
    return new HighwaterError('environment-missing', `${what}: the cluster does not allow it: ${text}`, { hint, cause: error });
  }
  return new HighwaterError('target-failed', `${what}: ${shortMessage(error)}`, { cause: error });
}

/** Does it, or throws what its refusal means for the object. */
export async function explaining<T>(object: KubeObject | string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainRefusal(error, typeof object === 'string' ? object : nameOf(object));
  }
}
