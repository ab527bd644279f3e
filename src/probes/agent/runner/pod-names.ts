import type { WatchedPod } from '../../../ports/target.ts';

/** What the target has told of the pods to watch. Container IDs outlive a restart, so that what was sampled of an earlier start keeps its name. */
export class PodNames {
  readonly #pods = new Map<string, WatchedPod>();
  readonly #containers = new Map<string, string>();

  learn(pod: WatchedPod): void {
    this.#pods.set(pod.uid, pod);
    for (const { id, name } of pod.containers) if (id !== undefined) this.#containers.set(id, name);
  }

  isOurs(podUid: string | undefined): podUid is string {
    return podUid !== undefined && this.#pods.has(podUid);
  }

  nameOf(containerId: string): string | undefined {
    return this.#containers.get(containerId);
  }

  /** Name of a container whose ID the API server never told: certain where the pod has only one. */
  guess(podUid: string): string | undefined {
    const names = [...new Set(this.#pods.get(podUid)?.containers.map(({ name }) => name))];
    return names.length === 1 ? names[0] : undefined;
  }

  isOnNode(node: string): boolean {
    return [...this.#pods.values()].some((pod) => pod.node === node);
  }
}
