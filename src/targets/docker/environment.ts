import type { Probe } from '../../ports/probe.ts';
import type { DeployedWorkload, DeployRequest, Environment } from '../../ports/target.ts';
import { freePort } from '../machine/free-port.ts';
import { dockerWorkload } from './docker-plan.ts';
import { engineError } from './engine-errors.ts';
import type { DockerHost } from './host.ts';
import { Instance } from './instance.ts';
import { removeRun } from './remains.ts';

/** Names of containers and networks: what Docker allows is narrower than what a run may be called. */
export function nameOf(runId: string, what: string): string {
  return `highwater-${runId}-${what}`.toLowerCase().replaceAll(/[^a-z0-9_.-]/g, '-');
}

export class DockerEnvironment implements Environment {
  readonly fingerprint: Environment['fingerprint'];
  readonly availableBytes: number;
  readonly loadCores: readonly number[] | undefined;
  readonly probe?: Probe;
  readonly #host: DockerHost;
  readonly #instances: Instance[] = [];

  constructor(host: DockerHost, fingerprint: Environment['fingerprint'], loadCores: readonly number[] | undefined, probe: Probe | undefined) {
    this.#host = host;
    this.fingerprint = fingerprint;
    this.availableBytes = host.availableBytes;
    this.loadCores = loadCores;
    if (probe) this.probe = probe;
  }

  async deploy(request: DeployRequest): Promise<DeployedWorkload> {
    const { reach, runId } = this.#host;
    const hostPort = await freePort();
    const url = dockerWorkload(request.plan).url.replaceAll('{host}', reach.host).replaceAll('{port}', String(hostPort));
    const name = nameOf(runId, `${request.variant.index}-${this.#instances.length}-${request.variant.purpose}`);
    const instance = new Instance({ host: this.#host, request, name, url, hostPort });
    this.#instances.push(instance);
    return instance;
  }

  async dispose(): Promise<void> {
    const { engine, events, runId, workloadImage } = this.#host;
    try {
      for (const instance of this.#instances) await instance.remove();
      await workloadImage.dispose();
      await removeRun(engine.docker, runId);
    } catch (error) {
      throw engineError('containers of the run cannot be removed', error);
    } finally {
      events.close();
    }
  }
}
