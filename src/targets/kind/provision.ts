import type { KubeObject } from '../../ports/agent.ts';
import type { Environment, Target } from '../../ports/target.ts';
import { findEntrance, nodePortService, urlAt } from '../kube/access.ts';
import { claimOf, ownerText } from '../kube/claim.ts';
import { type KubeClient, openClient } from '../kube/client.ts';
import { interrupted } from '../kube/command.ts';
import { KubeEnvironment } from '../kube/environment.ts';
import { explaining } from '../kube/failures.ts';
import { kustomize } from '../kube/kustomize.ts';
import { findContainer, findWorkload } from '../kube/manifests/find-workload.ts';
import { imagesOf, type Prepared, prepare } from '../kube/manifests/prepare.ts';
import { readManifests } from '../kube/manifests/read.ts';
import { scopeByDiscovery } from '../kube/manifests/scope.ts';
import { runLabels, runNamespace } from '../kube/names.ts';
import { applyAll } from '../kube/objects.ts';
import { agentImage, type Door, giveBackRun, provisionKube, removeLeftRuns } from '../kube/provision.ts';
import { type AcquiredCluster, acquireCluster } from './acquire.ts';
import { nodePort } from './config.ts';
import { buildImages, loadImages } from './images.ts';
import type { KindTargetOptions } from './target.ts';

type Request = Parameters<Target['provision']>[0];

/** The Service behind the mapped port. */
const door = 'highwater-load';

/** The port of the first node that kind maps to one of this machine. */
function mappedDoor(client: KubeClient, hostPort: number): Door {
  return {
    reachable: true,
    async open({ entrance, namespace }) {
      const service = nodePortService(entrance, door, nodePort);
      await explaining(service, () => applyAll(client.api, [{ ...service, metadata: { ...service.metadata, namespace } }]));
      return urlAt(entrance, '127.0.0.1', hostPort);
    },
  };
}

async function provisionOn(options: KindTargetOptions, request: Request, objects: readonly KubeObject[], cluster: AcquiredCluster): Promise<Environment> {
  const { env, agent, now } = options;
  const { plan, runId, note, signal } = request;
  const { ref, container, cpuMillicores } = plan.workload;
  const settings = plan.target.kindCluster ?? {};
  const client = await openClient({ kubeconfig: cluster.kubeconfig });
  if (cluster.used) await removeLeftRuns(client.api);
  const clusterScopedAllowed = settings.clusterScoped === true;
  const prepared = await prepare({ objects, ref, container, cpuMillicores, clusterScopedAllowed, scopeOf: scopeByDiscovery(client.api) });
  for (const change of prepared.changes) note('manifest-changed', change);
  const image = settings.agentImage ?? agentImage;
  options.say('loading images into the cluster');
  const loadedImages = await loadImages(env, cluster, [image, ...imagesOf([...prepared.surroundings, prepared.workload])]);
  if (signal?.aborted) throw interrupted();
  const giveBack = () => leave(client, runId, prepared, keeps(options, request));
  try {
    const { host, ...rest } = await provisionKube({
      ...{ client, plan, runId, prepared, agent, note, loadedImages, agentImage: image, writable: true, kernelLog: true },
      claim: claimOf(runLabels(runId), ownerText(), now()),
      door: mappedDoor(client, cluster.hostPort),
      readyTimeoutMs: settings.readyTimeoutMs,
    });
    return new KubeEnvironment({ ...rest, host, dispose: () => giveBack().then(() => cluster.release()) });
  } catch (error) {
    await giveBack().catch(() => undefined);
    throw error;
  }
}

const keeps = ({ keep }: KindTargetOptions, { plan }: Request): boolean => keep || plan.target.kindCluster?.reuse === true;

/** A cluster that is deleted takes everything with it; one that is kept must be as it was. */
async function leave({ api }: KubeClient, runId: string, prepared: Prepared, kept: boolean): Promise<void> {
  if (!kept) return;
  // The next run wants the same port of the nodes, and need not wait for a namespace to be gone.
  await api.delete({ apiVersion: 'v1', kind: 'Service', metadata: { name: door, namespace: runNamespace(runId) } });
  await giveBackRun(api, runId, prepared, { untilGone: false });
}

/** The manifests, with what can be told of them without a cluster told before one is made. Throws `plan-invalid`. */
async function checkedManifests({ env }: KindTargetOptions, { plan, scenarioDir }: Request): Promise<readonly KubeObject[]> {
  const { ref, manifests, container, url } = plan.workload;
  const objects = await readManifests(scenarioDir, manifests, kustomize(env));
  findContainer(findWorkload(objects, ref), container);
  findEntrance(objects, url);
  return objects;
}

/** Builds images, makes or takes a cluster, puts the agents into it. Throws `environment-missing`, `plan-invalid` or `target-failed`, with nothing left. */
export async function provisionKind(options: KindTargetOptions, request: Request): Promise<Environment> {
  const { env, stateDir, say } = options;
  const { plan, runId, scenarioDir, signal } = request;
  const { image, nodeMemoryBytes, build = {} } = plan.target.kindCluster ?? {};
  const { text: configText, file: configFile } = options.config();
  const objects = await checkedManifests(options, request);
  await buildImages(env, scenarioDir, build, say);
  const keep = keeps(options, request);
  const cluster = await acquireCluster({
    env,
    stateDir,
    runId,
    configText,
    configFile,
    image: image ?? env.TESTBED_NODE_IMAGE,
    nodeMemoryBytes,
    keep,
    say,
    signal,
  });
  try {
    return await provisionOn(options, request, objects, cluster);
  } catch (error) {
    await cluster.release().catch(() => undefined);
    throw error;
  }
}
