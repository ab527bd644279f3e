import { setTimeout as sleep } from 'node:timers/promises';
import type { EventSink } from '../../../ports/event-sink.ts';
import type { ProbeRequest, ProbeSession } from '../../../ports/probe.ts';
import type { WatchedPod } from '../../../ports/target.ts';
import type { RecordingEvent } from '../../../recording/events.ts';
import { HighwaterError } from '../../../shared/errors.ts';
import type { AgentCommand, SessionRequest } from '../protocol.ts';
import type { AgentClient } from './agent-client.ts';
import { AgentCost } from './agent-cost.ts';
import { AgentLink } from './agent-link.ts';
import { NodeEvents } from './node-events.ts';
import { PodNames } from './pod-names.ts';
import { Usage } from './usage.ts';

/** Agents are Ready before a recording begins; this covers an API server that restarts, and a node that is busy. */
const startMs = 90_000;
/** A replaced agent is found again by its link; this finds nodes that came later. */
const newNodesEveryMs = 15_000;

export interface AgentSessionParts {
  readonly id: string;
  readonly request: ProbeRequest;
  readonly bootId: string;
  /** Agents that run now. Rejects where the cluster cannot be reached. */
  readonly agents: () => Promise<readonly AgentClient[]>;
}

/** One recording of the pods that the target names, on whatever nodes they are. */
export class AgentSession implements ProbeSession {
  readonly #parts: AgentSessionParts;
  readonly #links = new Map<string, { readonly link: AgentLink; readonly events: NodeEvents; readonly followed: Promise<void> }>();
  readonly #names = new PodNames();
  readonly #usage = new Usage();
  readonly #costs = new Map<string, AgentCost>();
  readonly #killListeners: (() => void)[] = [];
  readonly #sent: AgentCommand[] = [];
  readonly #stopping = new AbortController();
  #cgs = 0;
  #stopped: Promise<void> | undefined;

  constructor(parts: AgentSessionParts) {
    this.#parts = parts;
  }

  /** Resolves when every agent samples. Rejects with `target-failed`, naming those that do not. */
  async start(): Promise<void> {
    for (const client of await this.#parts.agents()) this.#link(client);
    if (this.#links.size === 0) throw new HighwaterError('target-failed', 'no agent is running in the cluster: nothing would be sampled');
    const all = [...this.#links.values()].map(({ link }) => link);
    const started = await Promise.race([Promise.all(all.map(({ started }) => started)), sleep(startMs, undefined, { ref: false })]);
    if (started === undefined) {
      const why = all.flatMap(({ unreachable }) => unreachable ?? []);
      await this.stop();
      throw new HighwaterError('target-failed', `the agents could not be reached within ${startMs / 1000} s: ${why.join('; ')}`);
    }
    void this.#lookForNodes();
  }

  /** Cgroups are found by the agents: there is nothing to be told. */
  watch(): void {}

  watchPod(pod: WatchedPod): void {
    const isNew = !this.#names.isOurs(pod.uid);
    this.#names.learn(pod);
    if (isNew) this.#tell({ type: 'claim', podUid: pod.uid });
    for (const { events } of this.#links.values()) events.namesChanged();
  }

  phase(name: string): void {
    this.#tell({ type: 'phase', name });
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#links.values()].map(({ link }) => link.settled()));
  }

  onKill(listener: () => void): void {
    this.#killListeners.push(listener);
  }

  latest(container: string): { readonly usageBytes: number; readonly peakBytes: number } | undefined {
    return this.#usage.of(container);
  }

  /** Safe to call twice. Resolves when everything that the agents saw is written. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    const all = [...this.#links.values()];
    for (const { link } of all) link.beginFarewell();
    await Promise.all(all.map(({ followed }) => followed));
    const t = this.#parts.request.clock();
    for (const { events } of all) events.finish(t);
    for (const [node, cost] of this.#costs) this.#parts.request.emit({ kind: 'note', t, code: 'agent-cost', text: cost.describe(node) });
  }

  #tell(command: AgentCommand): void {
    this.#sent.push(command);
    for (const { link } of this.#links.values()) link.command(command);
  }

  #link({ pod: { node } }: AgentClient): void {
    if (this.#links.has(node)) return;
    const { request, bootId, id } = this.#parts;
    const emit: EventSink = (event) => this.#write(event);
    const events: NodeEvents = new NodeEvents({
      node,
      names: this.#names,
      emit,
      nextCg: () => ++this.#cgs,
      forget: (podUid, containerId) => link.command({ type: 'forget', podUid, containerId }),
      killed: () => {
        for (const listener of this.#killListeners) listener();
      },
    });
    const session: SessionRequest = { id, hz: request.hz, kernelLog: request.kernelLog !== false };
    const find = async () => (await this.#parts.agents()).find(({ pod }) => pod.node === node);
    const link: AgentLink = new AgentLink({ node, session, find, clock: request.clock, bootId, monotonicMs: request.monotonicMs, events, emit });
    for (const command of this.#sent) link.command(command);
    this.#links.set(node, { link, events, followed: link.follow() });
  }

  #write(event: RecordingEvent): void {
    this.#usage.take(event);
    if (event.kind === 'agent') this.#costOf(event.node).take(event);
    this.#parts.request.emit(event);
  }

  #costOf(node: string): AgentCost {
    const known = this.#costs.get(node) ?? new AgentCost();
    this.#costs.set(node, known);
    return known;
  }

  async #lookForNodes(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await sleep(newNodesEveryMs, undefined, { ref: false, signal }).catch(() => {});
      if (signal.aborted) return;
      const found = await this.#parts.agents().catch(() => []);
      for (const client of found) this.#link(client);
    }
  }
}
