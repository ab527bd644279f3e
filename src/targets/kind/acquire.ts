import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { HighwaterError } from '../../shared/errors.ts';
import { openClient, requireAnswer } from '../kube/client.ts';
import { freePort } from '../machine/free-port.ts';
import { clusterName, createCluster, deleteCluster, listClusters } from './cluster.ts';
import { clusterConfig } from './config.ts';
import { dockerInfo, imageId } from './docker.ts';
import { type ClusterState, clusterFolder, forget, isInUse, knownClusters, ownerNow, readState, writeState } from './state.ts';

export interface AcquireRequest {
  readonly env: NodeJS.ProcessEnv;
  readonly stateDir: string;
  readonly runId: string;
  readonly configText: string;
  readonly configFile: string;
  readonly image: string | undefined;
  readonly nodeMemoryBytes: number | undefined;
  /** Whether a cluster that was left running may be used, and this one is left running. */
  readonly keep: boolean;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal | undefined;
}

export interface AcquiredCluster {
  readonly name: string;
  readonly kubeconfig: string;
  readonly hostPort: number;
  readonly folder: string;
  /** Another run used it before, and may have ended without giving anything back. */
  readonly used: boolean;
  /** Ids of the images that it holds, by name. */
  readonly images: Readonly<Record<string, string>>;
  keepImages(images: Readonly<Record<string, string>>): void;
  /** Deletes the cluster, or leaves it for the next run where it is to be kept. */
  release(): Promise<void>;
}

function digestOf({ configText, image, nodeMemoryBytes }: AcquireRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([configText, image, nodeMemoryBytes]))
    .digest('hex');
}

function acquired({ env, stateDir, keep }: AcquireRequest, name: string, taken: ClusterState, used: boolean): AcquiredCluster {
  const folder = clusterFolder(stateDir, name);
  let state = taken;
  return {
    ...{ name, hostPort: state.hostPort, folder, kubeconfig: kubeconfigOf(stateDir, name), used, images: state.images ?? {} },
    keepImages(images) {
      state = { ...state, images };
      writeState(stateDir, name, state);
    },
    async release() {
      if (keep) {
        writeState(stateDir, name, { ...state, owner: null });
        return;
      }
      await deleteCluster(env, name, folder);
      forget(stateDir, name);
    },
  };
}

const kubeconfigOf = (stateDir: string, name: string): string => join(clusterFolder(stateDir, name), 'kubeconfig');

/** A node that was stopped, a machine that was started anew, and a making that was cut off leave a cluster that is there and dead. */
async function answers({ kubeconfig }: AcquiredCluster): Promise<boolean> {
  try {
    await requireAnswer(await openClient({ kubeconfig }));
    return true;
  } catch {
    return false;
  }
}

/** A cluster of the very same configuration that nobody uses: any where one may be reused, else that of the same run, whose runner was killed. */
async function takeOver(request: AcquireRequest, configDigest: string, running: readonly string[]): Promise<AcquiredCluster | undefined> {
  const { env, stateDir, runId, keep, say } = request;
  const candidates = keep ? knownClusters(stateDir) : [clusterName(runId)];
  for (const name of candidates.filter((each) => running.includes(each))) {
    const state = readState(stateDir, name);
    if (!state || state.configDigest !== configDigest || isInUse(state)) continue;
    const taken = { ...state, runId, owner: ownerNow() };
    writeState(stateDir, name, taken);
    const cluster = acquired(request, name, taken, true);
    if (await answers(cluster)) {
      say(`using the cluster ${name}, which was left running`);
      return cluster;
    }
    say(`the cluster ${name}, which was left running, does not answer and is removed`);
    await deleteCluster(env, name, cluster.folder);
    forget(stateDir, name);
  }
  return undefined;
}

async function requireImage(env: NodeJS.ProcessEnv, image: string | undefined): Promise<void> {
  if (image === undefined || image.includes('/') || (await imageId(env, image)) !== undefined) return;
  throw new HighwaterError('environment-missing', `node image ${image} is not on this machine`, {
    hint: 'target.kind.image of the plan, or --set target.kind.image=',
  });
}

/** What kind says of an engine that stopped under it names everything but the engine. */
async function engineGone({ env, signal }: AcquireRequest): Promise<HighwaterError | undefined> {
  if (signal?.aborted) return undefined;
  return dockerInfo(env).then(
    () => undefined,
    (cause: Error) =>
      new HighwaterError('target-failed', `the Docker engine stopped answering while the cluster was made: ${cause.message}`, {
        hint: 'start it again, then: highwater clean',
        cause,
      }),
  );
}

/** Deletes what there is of a cluster that was not made to its end. What could not be deleted stays known, for `highwater clean`. */
async function discard({ env, stateDir }: AcquireRequest, name: string, folder: string): Promise<void> {
  try {
    await deleteCluster(env, name, folder);
    // Where an engine was told of a node just before the maker of the cluster was ended, the node can come after the deletion.
    if (!(await listClusters(env)).includes(name)) forget(stateDir, name);
  } catch {
    // What went wrong first is told.
  }
}

async function make(request: AcquireRequest, configDigest: string): Promise<AcquiredCluster> {
  const { env, stateDir, runId, image, nodeMemoryBytes, say } = request;
  await requireImage(env, image);
  const { cgroupVersion, memoryBytes: machineBytes } = await dockerInfo(env);
  if (nodeMemoryBytes !== undefined && nodeMemoryBytes >= machineBytes)
    throw new HighwaterError('plan-invalid', `target.kind.nodeMemory is more than the ${Math.floor(machineBytes / 2 ** 20)}Mi that Docker has`);
  const hostPort = await freePort();
  const node = nodeMemoryBytes === undefined ? undefined : { memoryBytes: nodeMemoryBytes, machineBytes };
  const config = clusterConfig({ text: request.configText, file: request.configFile, hostPort, image, cgroupVersion, node });
  const name = clusterName(runId);
  const state: ClusterState = { runId, owner: ownerNow(), configDigest, hostPort };
  const folder = writeState(stateDir, name, state);
  say(`making the kind cluster ${name}`);
  try {
    await createCluster({ env, cluster: name, config, folder, signal: request.signal });
  } catch (error) {
    await discard(request, name, folder);
    throw (await engineGone(request)) ?? error;
  }
  return acquired(request, name, state, false);
}

/** A run that goes on after its runner was killed has its old name: what stands under it and cannot be used is in the way. */
async function clearName({ env, stateDir, runId }: AcquireRequest, running: readonly string[]): Promise<void> {
  const name = clusterName(runId);
  const state = readState(stateDir, name);
  if (!state || isInUse(state) || !running.includes(name)) return;
  await deleteCluster(env, name, clusterFolder(stateDir, name));
  forget(stateDir, name);
}

/** A cluster for one run: one of the same configuration that was left running, where it may be used, else a new one. */
export async function acquireCluster(request: AcquireRequest): Promise<AcquiredCluster> {
  const digest = digestOf(request);
  const running = await listClusters(request.env);
  const taken = await takeOver(request, digest, running);
  if (taken) return taken;
  await clearName(request, running);
  return make(request, digest);
}
