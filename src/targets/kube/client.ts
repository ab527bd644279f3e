import type { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { HighwaterError } from '../../shared/errors.ts';
import { KubeApi } from './api/api.ts';
import { explaining } from './failures.ts';

/** One context of one kubeconfig. */
export interface KubeClient {
  readonly kubeConfig: KubeConfig;
  readonly core: CoreV1Api;
  readonly api: KubeApi;
  readonly context: string;
  /** URL of the API server. */
  readonly server: string;
}

export interface ClientRequest {
  /** A kubeconfig file; left out, what kubectl would read (KUBECONFIG, ~/.kube/config). */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Throws `usage` for a context that the kubeconfig does not have, `environment-missing` for a kubeconfig that cannot be read. */
export async function openClient({ kubeconfig, context }: ClientRequest): Promise<KubeClient> {
  const { CoreV1Api: Core, KubeConfig: Config } = await import('@kubernetes/client-node');
  const kubeConfig = new Config();
  try {
    if (kubeconfig === undefined) kubeConfig.loadFromDefault();
    else kubeConfig.loadFromFile(kubeconfig);
  } catch (cause) {
    throw new HighwaterError('environment-missing', `the kubeconfig cannot be read: ${(cause as Error).message}`, { hint: 'see kubectl config view', cause });
  }
  if (context !== undefined) useContext(kubeConfig, context);
  const server = kubeConfig.getCurrentCluster()?.server;
  if (!server) throw new HighwaterError('environment-missing', 'the kubeconfig names no cluster', { hint: 'see kubectl config get-contexts' });
  return { kubeConfig, core: kubeConfig.makeApiClient(Core), api: new KubeApi(kubeConfig), context: kubeConfig.getCurrentContext(), server };
}

/** Throws `target-failed` for a server that does not answer, `environment-missing` for one that does not know the user: before anything else is asked. */
export async function requireAnswer({ api, context, server }: KubeClient): Promise<void> {
  await explaining(`context ${context} (${server})`, () => api.call('/version'));
}

function useContext(kubeConfig: KubeConfig, context: string): void {
  const names = kubeConfig.getContexts().map(({ name }) => name);
  if (!names.includes(context)) {
    throw new HighwaterError('usage', `the kubeconfig has no context '${context}'`, {
      hint: names.length === 0 ? 'it has none at all' : `it has ${names.join(', ')}`,
    });
  }
  kubeConfig.setCurrentContext(context);
}
