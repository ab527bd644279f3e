import type { Environment, Target } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { claimOf, ownerText } from '../kube/claim.ts';
import type { KubeClient } from '../kube/client.ts';
import { KubeEnvironment } from '../kube/environment.ts';
import { kustomize } from '../kube/kustomize.ts';
import { roleLabel } from '../kube/manifests/place.ts';
import { type Prepared, prepare } from '../kube/manifests/prepare.ts';
import { readManifests } from '../kube/manifests/read.ts';
import { scopeByDiscovery } from '../kube/manifests/scope.ts';
import { agentNamespace, runLabels, runNamespace } from '../kube/names.ts';
import { agentImage, type Door, giveBackRun, provisionKube } from '../kube/provision.ts';
import { chosenCluster } from './context.ts';
import { insideDoor, urlDoor } from './door.ts';
import { installLoad, usualK6Image } from './install-load.ts';
import { missingRights, refuseWithout } from './missing-rights.ts';
import { pullSecrets } from './pull-secrets.ts';
import { agentRights, clusterRights, loadRights, merged, rightsFor, runRights } from './rights.ts';
import type { ClusterTargetOptions } from './target.ts';

type Request = Parameters<Target['provision']>[0];

async function requireRights(client: KubeClient, prepared: Prepared, runId: string, jobs: number): Promise<void> {
  const objects = [prepared.workload, ...prepared.surroundings];
  const inRun = merged([...runRights, ...(await rightsFor(client.api, objects))]);
  const overCluster = merged([...clusterRights, ...(await rightsFor(client.api, prepared.clusterScoped))]);
  const [overall, own, agents] = await Promise.all([
    missingRights(client, overCluster, undefined),
    missingRights(client, inRun, runNamespace(runId)),
    missingRights(client, merged([...agentRights, ...(jobs > 0 ? loadRights : [])]), agentNamespace(runId)),
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

type ClusterSettings = NonNullable<Request['plan']['target']['cluster']>;

/** How the load comes to the workload: from Jobs, or from this machine under the plan's own address. */
function doorOf(client: KubeClient, { url, jobs = 0 }: ClusterSettings): Door {
  if (jobs > 0) return insideDoor;
  if (url !== undefined) return urlDoor(client.api, url);
  throw new HighwaterError('plan-invalid', 'target.cluster.url is missing: where does k6 on this machine reach the workload?', {
    hint: 'an address of your own, or "http://{node}:{nodePort}" for a port of the nodes, or target.cluster.jobs to run k6 inside the cluster',
  });
}

/** Makes the namespaces of a run in a cluster that exists. Throws before anything is made where context, rights or manifests do not allow it. */
export async function provisionCluster(options: ClusterTargetOptions, request: Request): Promise<Environment> {
  const { agent, load, now, say, yes } = options;
  const { plan, runId, note } = request;
  const settings = plan.target.cluster ?? {};
  const { jobs = 0, agentImage: nodeImage = agentImage, k6Image = usualK6Image } = settings;
  const client = await chosenCluster(plan, yes, say);
  const door = doorOf(client, settings);
  const prepared = await prepareFor(client, options, request);
  await requireRights(client, prepared, runId, jobs);
  for (const change of prepared.changes) note('manifest-changed', change);
  const claim = claimOf(runLabels(runId), ownerText(), now());
  try {
    const { host, ...rest } = await provisionKube({
      ...{ client, plan, runId, prepared, agent, note, claim, door, loadedImages: new Set<string>(), agentImage: nodeImage },
      ...{ writable: settings.writeCgroups === true, kernelLog: settings.kernelLog === true, readyTimeoutMs: settings.readyTimeoutMs },
    });
    const workloadLabels = { ...claim.labels, [roleLabel]: 'workload' };
    const loadPods =
      jobs === 0 ? undefined : await installLoad(client.api, load, { namespace: agentNamespace(runId), jobs, k6Image, nodeImage, ...claim, workloadLabels });
    return new KubeEnvironment({ ...rest, host, ...(loadPods && { loadPods }), dispose: () => giveBackRun(client.api, runId, prepared) });
  } catch (error) {
    await giveBackRun(client.api, runId, prepared).catch(() => undefined);
    throw error;
  }
}
