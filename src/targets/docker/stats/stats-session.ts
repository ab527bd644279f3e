import type { ProbeRequest, ProbeSession } from '../../../ports/probe.ts';
import type { WatchedCgroup } from '../../../ports/target.ts';
import type { Engine } from '../engine.ts';
import { engineScheme } from '../watched-container.ts';
import { ContainerStats } from './container-stats.ts';

const unseen =
  "memory is read once a second over the engine: what is shorter is missed; not seen at all are the kernel's own peak, how often the limit was hit, stall, holders, limits above the container, and the kernel log";

/** What the engine tells of the containers under watch. Phases leave no mark in it: there is no peak that could be reset. */
export class StatsSession implements ProbeSession {
  readonly #engine: Engine;
  readonly #request: ProbeRequest;
  readonly #containers: ContainerStats[] = [];
  readonly #killListeners: (() => void)[] = [];

  constructor(engine: Engine, request: ProbeRequest) {
    this.#engine = engine;
    this.#request = request;
    const t = request.clock();
    request.emit({ kind: 'note', t, code: 'sampled-by-engine', text: unseen });
    request.emit({ kind: 'kernel-log', t, state: 'denied', detail: "the engine's kernel log is out of reach" });
  }

  watch(cgroup: WatchedCgroup): void {
    const id = cgroup.memoryDir.slice(engineScheme.length);
    const cg = this.#containers.length + 1;
    const killed = () => {
      for (const listener of this.#killListeners) listener();
    };
    this.#containers.push(new ContainerStats(this.#engine, this.#request, { id, cg, cgroup, killed }));
  }

  phase(): void {}

  async settled(): Promise<void> {
    await this.#containers.at(-1)?.nextSample();
  }

  onKill(listener: () => void): void {
    this.#killListeners.push(listener);
  }

  latest() {
    return this.#containers.at(-1)?.latest;
  }

  async stop(): Promise<void> {
    for (const container of this.#containers) container.stop();
  }
}
