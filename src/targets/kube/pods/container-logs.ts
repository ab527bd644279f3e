import type { V1Pod } from '@kubernetes/client-node';
import type { WorkloadLog } from '../../machine/workload-log.ts';
import type { KubeApi } from '../api/api.ts';
import { type ContainerState, containerStates } from '../pod-containers.ts';
import { containerLog, type OpenLog } from './container-log.ts';

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
    for (const state of containerStates(pod)) {
      const { containerId } = state;
      if (containerId === null || this.#followed.has(containerId) || !hasRun(state)) continue;
      this.#followed.add(containerId);
      this.#follow(pod, state, containerId);
    }
  }

  /** What the kubelet no longer has is lost; the recording holds what matters. */
  #follow({ metadata }: V1Pod, first: ContainerState, containerId: string): void {
    const pods = `/api/v1/namespaces/${metadata?.namespace}/pods`;
    const name = metadata?.name ?? '';
    let state: ContainerState | undefined = first;
    this.#log.follow(
      containerLog({
        signal: this.#stop.signal,
        open: async (sinceTime) => {
          // After a break another container may have the name.
          state ??= await this.#stateOf(pods, name, containerId);
          const log = state && (await this.#open(`${pods}/${name}/log`, state, sinceTime));
          state = undefined;
          return log;
        },
      }),
    );
  }

  async #open(path: string, { status, state, last }: ContainerState, sinceTime: string | undefined): Promise<OpenLog> {
    const final = state.terminated !== undefined;
    const query = { container: status.name, timestamps: 'true', sinceTime, follow: final ? undefined : 'true', previous: last ? 'true' : undefined };
    return { answer: await this.#api.open(path, { query, signal: this.#stop.signal }), final };
  }

  async #stateOf(pods: string, name: string, containerId: string): Promise<ContainerState | undefined> {
    const options = { query: { fieldSelector: `metadata.name=${name}` }, once: true, signal: this.#stop.signal };
    const { items } = await this.#api.call<{ items: V1Pod[] }>(pods, options);
    return items.flatMap((pod) => containerStates(pod)).find((each) => each.containerId === containerId && hasRun(each));
  }

  stop(): void {
    this.#stop.abort();
  }
}

const hasRun = ({ state }: ContainerState): boolean => (state.running ?? state.terminated) !== undefined;
