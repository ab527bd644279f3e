import type { LoadPods } from '../../ports/load-pods.ts';
import type { Probe } from '../../ports/probe.ts';
import type { DeployedWorkload, DeployRequest, Environment } from '../../ports/target.ts';
import { explaining } from './failures.ts';
import type { KubeHost } from './host.ts';
import { KubeInstance } from './instance.ts';
import { scout } from './scout.ts';

export interface KubeEnvironmentFacts {
  readonly host: KubeHost;
  readonly fingerprint: Environment['fingerprint'];
  readonly availableBytes: number;
  readonly loadPods?: LoadPods;
  /** Gives back everything that the run made. */
  readonly dispose: () => Promise<void>;
}

/** A cluster for the length of one run: each deploy is a fresh pod in the same namespace. */
export class KubeEnvironment implements Environment {
  readonly fingerprint: Environment['fingerprint'];
  readonly availableBytes: number;
  readonly loadCores = undefined;
  readonly probe: Probe;
  readonly loadPods?: LoadPods;
  readonly #facts: KubeEnvironmentFacts;
  readonly #instances: KubeInstance[] = [];
  #scouted = false;

  constructor(facts: KubeEnvironmentFacts) {
    this.#facts = facts;
    this.fingerprint = facts.fingerprint;
    this.availableBytes = facts.availableBytes;
    this.probe = facts.host.agents.probe;
    if (facts.loadPods) this.loadPods = facts.loadPods;
  }

  async deploy(request: DeployRequest): Promise<DeployedWorkload> {
    const { host } = this.#facts;
    // Part of the first instance, so that removing that one ends it too.
    const instance = new KubeInstance(host, request, async (signal) => {
      if (this.#scouted) return;
      await scout(host, request, signal);
      this.#scouted ||= !signal.aborted;
    });
    this.#instances.push(instance);
    return instance;
  }

  async dispose(): Promise<void> {
    for (const instance of this.#instances) await instance.remove().catch(() => undefined);
    await explaining('giving back what the run made', this.#facts.dispose);
  }
}
