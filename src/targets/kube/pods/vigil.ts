import type { V1Pod } from '@kubernetes/client-node';
import { HighwaterError } from '../../../shared/errors.ts';
import { neverReady } from '../../machine/never-ready.ts';
import type { WorkloadLog } from '../../machine/workload-log.ts';
import { fenceOf } from '../failures.ts';
import type { KubeHost } from '../host.ts';
import { standsInFront } from '../manifests/front.ts';
import { nameOf, templateOf } from '../manifests/workload-kinds.ts';
import { containerStates } from '../pod-containers.ts';
import { hasEndpoint } from './endpoints.ts';
import { lastWarnings, refusedPods, warnings } from './namespace-events.ts';
import { isReady, type PodProblem, podProblem, stateInWords } from './problem.ts';
import { untilReachable } from './reachable.ts';

/** A controller makes its pod within a fraction of a second; what keeps it from that stands in an event. */
const podlessMs = 3000;
/** Endpoints follow readiness within a second or two. */
const endpointsMs = 15_000;

function createdAt({ metadata }: V1Pod): number {
  return new Date(metadata?.creationTimestamp ?? 0).getTime();
}

/** Watches over the pods of one instance: whether it is ready and reachable, and what keeps it from that. */
export class PodVigil {
  readonly #host: KubeHost;
  readonly #log: WorkloadLog;
  readonly #pods = new Map<string, V1Pod>();
  /** When each problem was first seen. */
  readonly #since = new Map<string, number>();
  #beganMs = 0;
  /** Events of earlier instances in the same namespace. */
  #old: ReadonlySet<string> = new Set();
  #readySinceMs: number | undefined;
  /** Ids of containers that ended for lack of memory. */
  readonly #killed = new Set<string | null>();

  constructor(host: KubeHost, log: WorkloadLog) {
    this.#host = host;
    this.#log = log;
  }

  get uids(): string[] {
    return [...this.#pods.keys()];
  }

  /** The deletion of every pod was asked for. */
  get areEnding(): boolean {
    return [...this.#pods.values()].every(({ metadata }) => metadata?.deletionTimestamp !== undefined);
  }

  /** Call just before the workload is applied. */
  async begin(): Promise<void> {
    const { client, namespace } = this.#host;
    this.#old = new Set((await warnings(client.api, namespace)).map(({ metadata }) => metadata.uid ?? ''));
    this.#beganMs = performance.now();
  }

  see(pod: V1Pod): void {
    this.#pods.set(pod.metadata?.uid ?? '', pod);
    for (const { state, containerId } of containerStates(pod)) if (state.terminated?.reason === 'OOMKilled') this.#killed.add(containerId);
  }

  /** A pod is ready, its Service has it for an endpoint, and a connection to it stays open. */
  async isReady(signal: AbortSignal): Promise<boolean> {
    if (![...this.#pods.values()].some(isReady)) {
      this.#readySinceMs = undefined;
      return false;
    }
    this.#readySinceMs ??= performance.now();
    const { client, namespace, service, reachable, url } = this.#host;
    if (!(await hasEndpoint(client.api, namespace, service.metadata.name))) return false;
    return !reachable || untilReachable(url, AbortSignal.any([signal, AbortSignal.timeout(endpointsMs)]));
  }

  /** What will not get better by itself, as an error; undefined while there is hope. */
  async problem(): Promise<HighwaterError | undefined> {
    const pod = this.#newest();
    if (!pod) return this.#refused();
    if (this.#readySinceMs !== undefined && performance.now() - this.#readySinceMs > this.#patienceMs()) return this.#unreachable();
    const found = podProblem(pod);
    if (!found) return undefined;
    const since = this.#since.get(found.key) ?? performance.now();
    this.#since.set(found.key, since);
    return performance.now() - since >= found.patienceMs ? this.#asError(found) : undefined;
  }

  async inWords(): Promise<string> {
    const pod = this.#newest();
    if (!pod) return `no pod of ${nameOf(this.#host.prepared.workload)} was made`;
    const said = lastWarnings(await warnings(this.#host.client.api, this.#host.namespace), pod.metadata?.uid);
    const kills = this.#killed.size > 0 ? [`${this.#killed.size} OOM kills`] : [];
    return [...kills, stateInWords(pod), ...said].join('; ');
  }

  /** What stands in front of the workload may only begin to get ready now. */
  #patienceMs(): number {
    const { service, prepared, readyTimeoutMs } = this.#host;
    const leadsPast = prepared.surroundings.some((object) => standsInFront(service, prepared.workload, templateOf(object)?.metadata?.labels ?? {}));
    return leadsPast ? readyTimeoutMs : endpointsMs;
  }

  #newest(): V1Pod | undefined {
    return [...this.#pods.values()].filter(({ metadata }) => metadata?.deletionTimestamp === undefined).sort((a, b) => createdAt(b) - createdAt(a))[0];
  }

  async #refused(): Promise<HighwaterError | undefined> {
    if (performance.now() - this.#beganMs < podlessMs) return undefined;
    const { client, namespace, prepared } = this.#host;
    const why = refusedPods((await warnings(client.api, namespace)).filter(({ metadata }) => !this.#old.has(metadata.uid ?? '')));
    if (why === undefined) return undefined;
    const { text, hint } = fenceOf(why);
    return new HighwaterError('environment-missing', `the cluster does not let ${nameOf(prepared.workload)} make its pod: ${text}`, { hint });
  }

  #unreachable(): HighwaterError {
    const { service, url } = this.#host;
    return neverReady(`is ready, but ${nameOf(service)} has no endpoint that answers at ${url}`, this.#log, 'workload.url');
  }

  #asError({ what, whose }: PodProblem): HighwaterError {
    if (whose === 'environment') return new HighwaterError('environment-missing', what, { hint: 'free the resources named, or choose another cluster' });
    return neverReady(`does not come up: ${what}`, this.#log, 'workload.manifests');
  }
}
