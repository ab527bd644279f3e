import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LoadDriver, LoadRequest, PreparedLoad } from '../../../../ports/load.ts';
import type { LoadPods } from '../../../../ports/load-pods.ts';
import { HighwaterError } from '../../../../shared/errors.ts';
import { logName } from '../../driver.ts';
import { k6Environment } from '../../launch.ts';
import type { Environment } from '../../run-process.ts';
import { setUpScript } from '../../script-setup.ts';
import { archiveScript } from './archive.ts';
import { PodClient } from './pod-client.ts';
import { PodsLoad } from './pods-load.ts';

export interface PodsDriverOptions {
  /** A k6 of this machine, which looks at the script and packs it. */
  readonly k6Path: string;
  readonly pods: LoadPods;
  readonly env?: Environment;
  readonly wall?: () => number;
}

/** In the fingerprint: loads of another k6, or of another place, are not the same load. */
const versionOf = ({ k6Image, jobs }: LoadPods): string => `${k6Image} in ${jobs} ${jobs === 1 ? 'Job' : 'Jobs'}`;

async function clientsOf({ transport, token, jobs }: LoadPods): Promise<PodClient[]> {
  const found = [...(await transport.agents())].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  if (found.length === jobs) return found.map((pod) => new PodClient(transport, token, pod, randomUUID()));
  throw new HighwaterError('target-failed', `${found.length} of the ${jobs} pods that run k6 are there`, {
    hint: 'kubectl get pods -A -l app.kubernetes.io/component=load',
  });
}

/** Drives load with k6 in pods of the cluster, each with its part. Throws as the driver on this machine does, and `target-failed` for a pod that is gone. */
export function createPodsDriver({ k6Path, pods, env = process.env, wall = Date.now }: PodsDriverOptions): LoadDriver {
  async function prepare(request: LoadRequest): Promise<PreparedLoad> {
    const { workDir, targetUrl } = request;
    const clients = await clientsOf(pods);
    const ownEnv = k6Environment(env, targetUrl);
    const setup = await setUpScript(k6Path, request, ownEnv, clients.length);
    const archive = (await archiveScript(k6Path, setup, workDir, ownEnv)).toString('base64');
    const { reading } = setup;
    const load = new PodsLoad(clients, { request, levels: reading.levels, logPath: join(workDir, logName), wall });
    try {
      await Promise.all(clients.map((client, index) => client.prepare({ archive, reading, segment: { index, of: clients.length }, targetUrl })));
      await load.untilPaused();
    } catch (error) {
      await Promise.all(clients.map((client) => client.stop(0).catch(() => undefined)));
      throw error;
    }
    return load;
  }
  return { version: versionOf(pods), prepare };
}
