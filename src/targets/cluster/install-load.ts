import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import type { LoadInstaller, LoadManifestsRequest, LoadPods } from '../../ports/load-pods.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { agentTransport } from '../kube/agent-transport.ts';
import type { KubeApi } from '../kube/api/api.ts';
import { explaining } from '../kube/failures.ts';
import { obstacle } from '../kube/install-agent.ts';
import { labels } from '../kube/names.ts';
import { applyAll } from '../kube/objects.ts';
import { isReady } from '../kube/pods/problem.ts';

/** The k6 that highwater is tested with (its release has an image of the same number). */
export const usualK6Image = 'grafana/k6:2.2.0';

const pollMs = 250;
/** Two images to pull. */
const readyWithinMs = 180_000;

async function readyPods(api: KubeApi, namespace: string, component: string): Promise<number> {
  const query = { labelSelector: `${labels.component}=${component}` };
  const { items } = await api.call<{ items: V1Pod[] }>(`/api/v1/namespaces/${namespace}/pods`, { query });
  return items.filter(isReady).length;
}

/** Puts k6 into the cluster and waits until all of its pods are ready. Throws `environment-missing` with what keeps them from that. */
export async function installLoad(api: KubeApi, installer: LoadInstaller, request: Omit<LoadManifestsRequest, 'token'>): Promise<LoadPods> {
  const { namespace, jobs, k6Image } = request;
  const token = randomBytes(24).toString('hex');
  await explaining('k6 in the cluster', async () => applyAll(api, await installer.manifests({ ...request, token })));
  const giveUpAt = performance.now() + readyWithinMs;
  while ((await readyPods(api, namespace, installer.component)) < jobs) {
    const found = await obstacle(api, namespace, installer.component);
    const late = performance.now() > giveUpAt;
    if (found?.final || late) {
      const why = found?.text ?? `its pods were not ready within ${readyWithinMs / 1000} s`;
      throw new HighwaterError('environment-missing', `k6 does not start in the cluster: ${why}`, {
        hint: 'target.cluster.k6Image names an image that the nodes can have',
      });
    }
    await sleep(pollMs);
  }
  return { transport: agentTransport(api, namespace, installer.port, installer.component), token, jobs, k6Image };
}
