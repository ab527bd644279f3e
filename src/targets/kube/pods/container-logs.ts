import type { V1Pod } from '@kubernetes/client-node';
import type { WorkloadLog } from '../../machine/workload-log.ts';
import type { KubeApi } from '../api/api.ts';
import { containerStates } from '../pod-containers.ts';

/** Follows what every container of the pods prints into one log, each start of a container once. */
export class ContainerLogs {
  readonly #api: KubeApi;
  readonly #log: WorkloadLog;
  readonly #stop = new AbortController();
  readonly #followed = new Set<string>();

  constructor(api: KubeApi, log: WorkloadLog) {
    this.#api = api;
    this.#log = log;
  }

  see(pod: V1Pod): void {
    for (const { status, state, containerId, last } of containerStates(pod)) {
      if (containerId === null || this.#followed.has(containerId) || !(state.running ?? state.terminated)) continue;
      this.#followed.add(containerId);
      void this.#follow(pod, status.name, last);
    }
  }

  /** What the kubelet no longer has is lost; the recording holds what matters. */
  async #follow({ metadata }: V1Pod, container: string, previous: boolean): Promise<void> {
    const query = { container, follow: previous ? undefined : 'true', previous: previous ? 'true' : undefined };
    try {
      const path = `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}/log`;
      const answer = await this.#api.open(path, { query, signal: this.#stop.signal });
      if (answer.statusCode === 200) this.#log.follow(answer);
      else answer.resume();
    } catch {
      // Ended by `stop`, or the API server is away.
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}
