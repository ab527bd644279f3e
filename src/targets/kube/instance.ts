import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import type { KubeObject } from '../../ports/agent.ts';
import type { DeployedWorkload, DeployRequest } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { neverReady } from '../machine/never-ready.ts';
import { ReadyGate } from '../machine/ready-gate.ts';
import { WorkloadLog } from '../machine/workload-log.ts';
import { explainRefusal } from './failures.ts';
import type { KubeHost } from './host.ts';
import { type Lifeline, watchLifeline } from './lifeline.ts';
import { roleLabel } from './manifests/place.ts';
import { labels } from './names.ts';
import { applyAll, removeAll, sizedWorkload, surroundings } from './objects.ts';
import { watchPods } from './pod-watch.ts';
import { watchedPod } from './pods/announce.ts';
import { ContainerLogs } from './pods/container-logs.ts';
import { settleSurroundings } from './pods/surroundings.ts';
import { PodVigil } from './pods/vigil.ts';
import type { RunningWatch } from './watch-loop.ts';

const checkMs = 250;
const endingPollMs = 20;
/** A kubelet ends a pod by itself soon after. */
const endingHeardMs = 1500;

/** One deployed workload: its objects applied, its pods watched from before they are, until everything of it is gone. */
export class KubeInstance implements DeployedWorkload {
  readonly url: string;
  readonly #host: KubeHost;
  readonly #request: DeployRequest;
  readonly #log: WorkloadLog;
  readonly #logs: ContainerLogs;
  readonly #gate = new ReadyGate();
  readonly #stop = new AbortController();
  readonly #applied: KubeObject[] = [];
  readonly #vigil: PodVigil;
  readonly #lifeline: Lifeline;
  readonly #supervision: Promise<void>;
  /** Pods in which a kubelet began to end containers. */
  readonly #killing = new Set<string>();
  #watch: RunningWatch | undefined;
  #removal: Promise<void> | undefined;

  /** `before` may take as long as a start and ends early when its signal aborts. */
  constructor(host: KubeHost, request: DeployRequest, before: (signal: AbortSignal) => Promise<void>) {
    this.#host = host;
    this.#request = request;
    this.url = host.url;
    this.#log = new WorkloadLog(join(request.recordingDir, 'workload.log'), host.secrets);
    this.#logs = new ContainerLogs(host.client.api, this.#log);
    this.#vigil = new PodVigil(host, this.#log);
    this.#lifeline = watchLifeline({ api: host.client.api, namespace: host.namespace, clock: request.clock });
    this.#supervision = this.#supervise(before);
  }

  get ready(): Promise<void> {
    return this.#gate.promise;
  }

  get broken(): Promise<HighwaterError> {
    return this.#lifeline.broken;
  }

  readonly lost = (): Promise<HighwaterError | undefined> => this.#lifeline.check();

  remove(): Promise<void> {
    this.#removal ??= this.#remove();
    return this.#removal;
  }

  async #supervise(before: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await before(this.#stop.signal);
      if (this.#stop.signal.aborted) return;
      await this.#makeCold();
      await this.#apply(surroundings(this.#host));
      await settleSurroundings(this.#host, this.#request, this.#log, this.#stop.signal);
      await this.#startWatch();
      if (this.#stop.signal.aborted) return;
      await this.#vigil.begin();
      await this.#apply([this.#workload()]);
      await this.#untilReady();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#gate.fail(explainRefusal(error, 'bringing up the workload'));
    }
  }

  async #apply(objects: readonly KubeObject[]): Promise<void> {
    this.#applied.push(...objects);
    await applyAll(this.#host.client.api, objects);
  }

  #workload(): KubeObject {
    const { plan, variant } = this.#request;
    const { container, cpuMillicores } = plan.workload;
    return sizedWorkload(this.#host, { container, cpuMillicores, limitBytes: variant.limitBytes });
  }

  async #makeCold(): Promise<void> {
    const { emit, clock } = this.#request;
    const facts = await this.#host.agents.evictFiles();
    emit({ kind: 'cold-cache', t: clock(), ...facts });
  }

  async #startWatch(): Promise<void> {
    const { client, namespace, secrets } = this.#host;
    const { emit, clock } = this.#request;
    const selector = `${labels.run}=${this.#host.labels[labels.run]},${roleLabel}=workload`;
    const redact = (text: string) => secrets.reduce((each, secret) => each.replaceAll(secret, '***'), text);
    const heard: typeof emit = (event) => {
      if (event.kind === 'kube-event' && event.reason === 'Killing' && event.about.uid) this.#killing.add(event.about.uid);
      emit(event);
    };
    this.#watch = await watchPods({ client, namespace, selector, emit: heard, clock, redact, onPod: (pod) => this.#see(pod) });
  }

  #see(pod: V1Pod): void {
    this.#request.watchPod?.(watchedPod(pod));
    this.#logs.see(pod);
    this.#vigil.see(pod);
  }

  async #untilReady(): Promise<void> {
    const { readyTimeoutMs } = this.#host;
    const giveUpAt = performance.now() + readyTimeoutMs;
    while (!this.#stop.signal.aborted && !(await this.#vigil.isReady(this.#stop.signal))) {
      const problem = await this.#vigil.problem();
      if (problem) throw problem;
      if (performance.now() > giveUpAt)
        throw neverReady(`was not ready within ${readyTimeoutMs} ms: ${await this.#vigil.inWords()}`, this.#log, 'workload.manifests');
      await sleep(checkMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
    if (!this.#stop.signal.aborted) this.#gate.open();
  }

  async #remove(): Promise<void> {
    this.#stop.abort();
    this.#lifeline.stop();
    await this.#supervision;
    // A failed liveness probe is told in the same words.
    this.#killing.clear();
    this.#gate.fail(new HighwaterError('workload-never-ready', 'the workload was removed before it was ready'));
    const { agents, client, namespace } = this.#host;
    // Costs only coldness when an agent does not answer; the removal must go on.
    await agents.learnFiles(this.#vigil.uids).catch((error: Error) => this.#note('files-not-learned', `the next start may be warm: ${error.message}`));
    try {
      await removeAll(client.api, namespace, this.#applied, () => this.#endPods());
    } finally {
      await this.#stopListening();
    }
  }

  async #stopListening(): Promise<void> {
    this.#logs.stop();
    await this.#watch?.stop();
    await this.#log.close();
    if (this.#log.failure) this.#note('workload-log-lost', `output of the workload could not be written: ${this.#log.failure.message}`);
  }

  /**
   * Once the deletion was told, because ends that come before it are the workload's own, and the kubelet has begun with it, because it would start again what
   * ends before. Where that is not heard, removal takes longer, and no more.
   */
  async #endPods(): Promise<void> {
    const { uids } = this.#vigil;
    const ending = (): boolean => this.#vigil.areEnding && uids.every((uid) => this.#killing.has(uid));
    const giveUpAt = performance.now() + endingHeardMs;
    while (!ending() && performance.now() < giveUpAt) await sleep(endingPollMs);
    if (ending()) await this.#host.agents.endPods(uids).catch(() => undefined);
  }

  #note(code: string, text: string): void {
    const { emit, clock } = this.#request;
    emit({ kind: 'note', t: clock(), code, text });
  }
}
