import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../kube/command.ts';

const createMs = 10 * 60_000;
/** kind then goes on and only warns; the agents' readiness is what counts. */
const waitForNode = '120s';

/** A Docker network of its own goes away with the cluster; kind's usual one would stay for ever. */
function withNetwork(env: NodeJS.ProcessEnv, cluster: string): NodeJS.ProcessEnv {
  return { ...env, KIND_EXPERIMENTAL_DOCKER_NETWORK: cluster };
}

/** `highwater-` and what of the run id is unique: node names are made of it and may have 63 characters. */
export function clusterName(runId: string): string {
  return `highwater-${runId.slice(0, 15)}-${runId.slice(-4)}`.toLowerCase();
}

/** When a cluster was made, from its name; undefined for names that `clusterName` does not make: clusters of users stay untouched whatever they are called. */
export function madeAt(cluster: string): Date | undefined {
  const found = /^highwater-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-f]{4}$/.exec(cluster);
  return found ? new Date(`${found.slice(1, 4).join('-')}T${found.slice(4, 7).join(':')}Z`) : undefined;
}

/** Names of all kind clusters of the engine; empty where there is no kind or no engine. */
export async function listClusters(env: NodeJS.ProcessEnv): Promise<string[]> {
  const text = await run('kind', ['get', 'clusters', '--quiet'], { env }).catch(() => '');
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

export interface CreateRequest {
  readonly env: NodeJS.ProcessEnv;
  readonly cluster: string;
  /** Text of a kind configuration. */
  readonly config: string;
  /** Where configuration and kubeconfig are put. */
  readonly folder: string;
  readonly signal: AbortSignal | undefined;
}

/** Makes a cluster; its kubeconfig lies in the folder, the user's own is not touched. Throws `target-failed` with kind's last words. */
export async function createCluster({ env, cluster, config, folder, signal }: CreateRequest): Promise<string> {
  const configPath = join(folder, 'kind-config.yaml');
  writeFileSync(configPath, config);
  const kubeconfig = join(folder, 'kubeconfig');
  const args = ['create', 'cluster', '--name', cluster, '--config', configPath, '--kubeconfig', kubeconfig, '--wait', waitForNode];
  await run('kind', args, { env: withNetwork(env, cluster), timeoutMs: createMs, signal });
  chmodSync(kubeconfig, 0o600);
  return kubeconfig;
}

const cleanLater = 'start Docker where it is down, then: highwater clean';

/** Engines before and after 23 say it differently. */
const isMissingNetwork = ({ message }: Error): boolean => /no such network|network \S+ not found/i.test(message);

/** Deletes nodes, volumes and network of a cluster; one that is not there is as good. */
export async function deleteCluster(env: NodeJS.ProcessEnv, cluster: string, folder: string): Promise<void> {
  await run('kind', ['delete', 'cluster', '--name', cluster, '--kubeconfig', join(folder, 'kubeconfig')], {
    env,
    timeoutMs: createMs,
    hint: cleanLater,
  });
  await run('docker', ['network', 'rm', cluster], { env, hint: cleanLater }).catch((error: Error) => {
    if (!isMissingNetwork(error)) throw error;
  });
}

/** Containers that carry the nodes. */
export async function nodeContainers(env: NodeJS.ProcessEnv, cluster: string): Promise<string[]> {
  const text = await run('kind', ['get', 'nodes', '--name', cluster, '--quiet'], { env });
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
