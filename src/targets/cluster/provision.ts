import type { Environment, Target } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { claimOf, ownerText } from '../kube/claim.ts';
import type { KubeClient } from '../kube/client.ts';
import { KubeEnvironment } from '../kube/environment.ts';
import { kustomize } from '../kube/kustomize.ts';
import { type Prepared, prepare } from '../kube/manifests/prepare.ts';
import { readManifests } from '../kube/manifests/read.ts';
import { scopeByDiscovery } from '../kube/manifests/scope.ts';
import { agentNamespace, runLabels, runNamespace } from '../kube/names.ts';
import { agentImage, giveBackRun, provisionKube } from '../kube/provision.ts';
import { chosenCluster } from './context.ts';
import { urlDoor } from './door.ts';
import { missingRights, refuseWithout } from './missing-rights.ts';
import { pullSecrets } from './pull-secrets.ts';
import { agentRights, clusterRights, merged, rightsFor, runRights } from './rights.ts';
import type { ClusterTargetOptions } from './target.ts';

type Request = Parameters<Target['provision']>[0];

async function requireRights(client: KubeClient, prepared: Prepared, runId: string): Promise<void> {
  const objects = [prepared.workload, ...prepared.surroundings];
  const inRun = merged([...runRights, ...(await rightsFor(client.api, objects))]);
  const overCluster = merged([...clusterRights, ...(await rightsFor(client.api, prepared.clusterScoped))]);
  const [overall, own, agents] = await Promise.all([
    missingRights(client, overCluster, undefined),
    missingRights(client, inRun, runNamespace(runId)),
    missingRights(client, agentRights, agentNamespace(runId)),
  ]);
  refuseWithout([...overall, ...own, ...agents], client.context);
}

/** The manifests as they will be applied, image pull secrets of the cluster with them. */
async function prepareFor(client: KubeClient, { env }: ClusterTargetOptions, { plan, scenarioDir }: Request): Promise<Prepared> {
  const { ref, manifests, container, cpuMillicores } = plan.workload;
  const objects = await readManifests(scenarioDir, manifests, kustomize(env));
  const clusterScopedAllowed = plan.target.cluster?.clusterScoped === true;
  const all = [...objects, ...(await pullSecrets(client, objects))];
  return prepare({ objects: all, ref, container, cpuMillicores, clusterScopedAllowed, scopeOf: scopeByDiscovery(client.api) });
}

/** Makes the namespaces of a run in a cluster that exists. Throws before anything is made where context, rights or manifests do not allow it. */
export async function provisionCluster(options: ClusterTargetOptions, request: Request): Promise<Environment> {
  const { agent, now, say, yes } = options;
  const { plan, runId, note } = request;
  const settings = plan.target.cluster ?? {};
  if (settings.url === undefined)
    throw new HighwaterError('plan-invalid', 'target.cluster.url is missing: where does k6 on this machine reach the workload?', {
      hint: 'an address of your own, or "http://{node}:{nodePort}" for a port of the nodes',
    });
  const client = await chosenCluster(plan, yes, say);
  const prepared = await prepareFor(client, options, request);
  await requireRights(client, prepared, runId);
  for (const change of prepared.changes) note('manifest-changed', change);
  try {
    const { host, ...rest } = await provisionKube({
      ...{ client, plan, runId, prepared, agent, note, loadedImages: new Set<string>(), agentImage: settings.agentImage ?? agentImage },
      ...{ writable: settings.writeCgroups === true, kernelLog: settings.kernelLog === true, readyTimeoutMs: settings.readyTimeoutMs },
      claim: claimOf(runLabels(runId), ownerText(), now()),
      door: urlDoor(client.api, settings.url),
    });
    return new KubeEnvironment({ ...rest, host, dispose: () => giveBackRun(client.api, runId, prepared) });
  } catch (error) {
    await giveBackRun(client.api, runId, prepared).catch(() => undefined);
    throw error;
  }
}
