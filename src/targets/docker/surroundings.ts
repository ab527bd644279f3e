import type { DockerDependency } from '../../plan/docker-fields.ts';
import type { DeployRequest } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { ContainerAttempt } from './container-attempt.ts';
import { dockerWorkload } from './docker-plan.ts';
import { engineError, unlessMissing } from './engine-errors.ts';
import type { DockerHost } from './host.ts';
import type { EngineImage } from './image.ts';
import { untilContainerReady } from './readiness.ts';

/** A dependency that leaks must not take the machine; together they may have half of what is free, as the workload has. */
const memoryShare = 0.5;

/** Network and dependencies of one instance: made before the workload, fresh for every recording, gone after it. */
export class Surroundings {
  readonly #host: DockerHost;
  readonly #request: DeployRequest;
  readonly #name: string;
  readonly #fail: (error: HighwaterError) => void;
  readonly #containers: ContainerAttempt[] = [];
  #removing = false;

  /** `fail`: a dependency ended though nobody stopped it. */
  constructor(host: DockerHost, request: DeployRequest, name: string, fail: (error: HighwaterError) => void) {
    this.#host = host;
    this.#request = request;
    this.#name = name;
    this.#fail = fail;
  }

  /** Name of the network that the workload joins too; undefined where it runs alone. */
  get network(): string | undefined {
    return dockerWorkload(this.#request.plan).dependencies.length > 0 ? this.#name : undefined;
  }

  /** Starts the dependencies one after the other. Throws `target-failed` when one cannot be started or ends before it is ready. */
  async start(signal: AbortSignal): Promise<void> {
    const { dependencies } = dockerWorkload(this.#request.plan);
    if (dependencies.length === 0) return;
    const { docker } = this.#host.engine;
    await docker.createNetwork({ Name: this.#name, Labels: { ...this.#host.labels } }).catch((error: unknown) => {
      throw engineError(`network ${this.#name} cannot be made`, error);
    });
    for (const dependency of dependencies) if (!signal.aborted) await this.#startOne(dependency, dependencies.length, signal);
  }

  async remove(): Promise<void> {
    this.#removing = true;
    for (const container of [...this.#containers].reverse()) await container.remove();
    if (this.network) await unlessMissing(this.#host.engine.docker.getNetwork(this.#name).remove());
  }

  async #startOne(dependency: DockerDependency, count: number, signal: AbortSignal): Promise<void> {
    const { name } = dependency;
    const container = new ContainerAttempt(this.#host, this.#specOf(dependency, count), undefined, {
      created: () => Promise.resolve(),
      oom: () => undefined,
      removed: () => this.#onEnd(name, 'was removed by somebody else'),
    });
    this.#containers.push(container);
    await container.start().catch((error: unknown) => {
      throw engineError(`dependency ${name} cannot be started`, error);
    });
    const end = container.ended().then(({ exitCode, oomKilled }) => `ended with exit code ${exitCode}${oomKilled ? ', killed for memory' : ''}`);
    const early = await Promise.race([untilContainerReady(container, dependency.ready, signal), end]);
    if (typeof early === 'string') {
      throw new HighwaterError('target-failed', `dependency ${name} ${early} before it was ready`, { hint: `docker run ${dependency.image} shows why` });
    }
    void end.then((how) => this.#onEnd(name, how));
  }

  #onEnd(name: string, how: string): void {
    if (this.#removing) return;
    this.#fail(
      new HighwaterError('target-failed', `dependency ${name} ${how} while the workload was measured`, { hint: 'look at what it prints, then run again' }),
    );
  }

  #specOf(dependency: DockerDependency, count: number) {
    const host = this.#host;
    const { name } = dependency;
    return {
      name: `${this.#name}-${name}`,
      image: host.images.get(dependency.image) as EngineImage,
      plan: dependency,
      scenarioDir: this.#request.scenarioDir,
      labels: host.labels,
      limitBytes: Math.floor((host.availableBytes * memoryShare) / count),
      closeSwap: host.closeSwap,
      cpuMillicores: undefined,
      cores: host.workloadCores,
      network: { name: this.#name, alias: name },
      publish: undefined,
    };
  }
}
