import type { Plan } from '../../plan/plan.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { type KubeClient, openClient, requireAnswer } from '../kube/client.ts';

/** An API server on a loopback address is one of this machine: kind, minikube, k3d, Docker Desktop. */
export function isOfThisMachine(server: string): boolean {
  const host = URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : '';
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/**
 * The cluster that the plan names. Throws `usage` where it names none, or one that is not of this machine and nobody has said yes: a load test in the
 * wrong cluster is an incident.
 */
export async function chosenCluster({ target }: Plan, yes: boolean, say: (text: string) => void): Promise<KubeClient> {
  const { context, allowContexts = [] } = target.cluster ?? {};
  if (context === undefined)
    throw new HighwaterError('usage', "the target 'cluster' needs a context", {
      hint: '--context NAME, or target.cluster.context of the plan; see kubectl config get-contexts',
    });
  const client = await openClient({ context });
  if (isOfThisMachine(client.server) || allowContexts.includes(context) || yes) {
    await requireAnswer(client);
    return client;
  }
  say(
    `context ${context} is the cluster at ${client.server}; the run would make two namespaces there, a sampler on every node, and the workload with its load`,
  );
  throw new HighwaterError('usage', `context ${context} is not of this machine (${client.server}) and was not confirmed`, {
    hint: 'look at `highwater plan`, then use --yes, or list it in target.cluster.allowContexts',
  });
}
