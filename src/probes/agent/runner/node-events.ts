import type { EventSink } from '../../../ports/event-sink.ts';
import type { EventOf, RecordingEvent } from '../../../recording/events.ts';
import type { LimitChange } from '../../sampler/messages.ts';
import { type CgroupEntry, isContainer, isLimitKnown, renumbered } from './cgroup-entry.ts';
import { killedContainerId } from './killed-container.ts';
import type { PodNames } from './pod-names.ts';

/** What a node without any of our pods says of itself while we wait: a few minutes of it. */
const maxHeldOfNode = 5000;

export interface NodeEventsParts {
  readonly node: string;
  readonly names: PodNames;
  readonly emit: EventSink;
  /** Numbers of cgroups are given out once per recording, whatever agent saw them. */
  readonly nextCg: () => number;
  /** Tells the agent that it need not watch a container any more. */
  readonly forget: (podUid: string, containerId: string) => void;
  readonly killed: () => void;
}

/**
 * Sorts what one agent saw: events of our containers under their names, those of strangers nowhere. An agent samples a container before anybody
 * knows whose it is, so its events wait here until the API server has told. Times are event times already.
 */
export class NodeEvents {
  readonly #parts: NodeEventsParts;
  readonly #entries = new Map<number, CgroupEntry>();
  /** Numbers of what lives, by path: an agent that was started again announces the same cgroups anew. */
  readonly #living = new Map<string, number>();
  #ofNode: RecordingEvent[] | undefined = [];

  constructor(parts: NodeEventsParts) {
    this.#parts = parts;
  }

  take(event: RecordingEvent): void {
    if (event.kind === 'kernel-line') this.#killInLog(event);
    if (event.kind === 'cgroup') this.#announce(event);
    else if ('cg' in event && event.cg !== undefined) this.#ofCgroup(event, event.cg);
    else if (this.#ofNode === undefined) this.#parts.emit(event);
    else {
      this.#ofNode.push(event);
      if (this.#ofNode.length > maxHeldOfNode) this.#ofNode.shift();
    }
  }

  /** A limit that is written a moment after its cgroup was made belongs to the announcement, a later one is a disturbance. */
  limitChanged({ cg, limitBytes }: LimitChange, t: number): void {
    const entry = this.#entries.get(cg);
    if (!entry || entry.dropped) return;
    if (entry.cg === undefined) {
      entry.announced = { ...entry.announced, limitBytes };
      this.#settle(entry);
    } else {
      const text = `limit of ${entry.announced.path} (cgroup ${entry.cg}) is now ${limitBytes ?? 'none'}`;
      this.#parts.emit({ kind: 'note', t, code: 'limit-changed', text });
    }
  }

  killedIn(cgs: readonly number[]): void {
    const entries = cgs.flatMap((cg) => this.#entries.get(cg) ?? []);
    for (const entry of entries) entry.killed = true;
    this.#tellKills(entries);
  }

  /** To be called whenever more is known of the pods. */
  namesChanged(): void {
    const ours = [...this.#entries.values()].filter(({ announced }) => this.#parts.names.isOurs(announced.podUid));
    for (const entry of ours) if (entry.cg === undefined && !entry.dropped) this.#settle(entry);
    this.#tellKills(ours);
  }

  /** Writes what is still held of our pods: no name will come any more. */
  finish(t: number): void {
    const { names, node, emit } = this.#parts;
    for (const entry of this.#entries.values()) {
      const { podUid, containerId = '' } = entry.announced;
      if (entry.cg !== undefined || entry.dropped || !isContainer(entry) || !names.isOurs(podUid) || this.#isSandbox(entry)) continue;
      const known = names.nameOf(containerId);
      const name = known ?? names.guess(podUid) ?? `unknown-${containerId.slice(0, 12)}`;
      const text = `the API server never told the name of container ${containerId.slice(0, 12)}: it is written as ${name}`;
      if (known === undefined) emit({ kind: 'note', t, code: 'container-unnamed', text });
      this.#write(entry, name);
    }
    if (names.isOnNode(node) || this.#wroteAny()) this.#releaseNode();
  }

  /** Where the cgroup is removed within milliseconds of the kill, its counter is gone before it is read, and the log alone tells. */
  #killInLog({ line }: EventOf<'kernel-line'>): void {
    const containerId = killedContainerId(line);
    const entry = [...this.#entries.values()].find((each) => containerId !== undefined && each.announced.containerId === containerId);
    if (!entry) return;
    entry.killed = true;
    this.#tellKills([entry]);
  }

  #announce(event: EventOf<'cgroup'>): void {
    const known = this.#living.get(event.path);
    const entry: CgroupEntry = { announced: event, cg: known, held: [], dropped: false, killed: false };
    const unwanted = [...this.#entries.values()].some(({ dropped, announced }) => dropped && announced.path === event.path);
    this.#entries.set(event.cg, entry);
    if (unwanted) this.#drop(entry);
    else if (known === undefined) this.#settle(entry);
  }

  /** Writes an entry down if it is known whose it is. */
  #settle(entry: CgroupEntry): void {
    const { names } = this.#parts;
    const { podUid, containerId } = entry.announced;
    if (!isContainer(entry)) {
      if (this.#ofNode === undefined && (podUid === undefined || this.#hasWritten(podUid))) this.#write(entry, '');
      return;
    }
    const name = containerId === undefined ? undefined : names.nameOf(containerId);
    if (name === undefined || !names.isOurs(podUid) || !isLimitKnown(entry)) return;
    this.#releaseNode();
    this.#write(entry, name);
    for (const other of this.#entries.values()) {
      if (other.cg !== undefined || other.dropped || other.announced.podUid !== podUid) continue;
      if (!isContainer(other)) this.#write(other, '');
      else if (this.#isSandbox(other)) this.#drop(other);
    }
  }

  /** The first container of a pod is the one that holds its namespaces (`pause`): the API server never tells of it. */
  #isSandbox(entry: CgroupEntry): boolean {
    const { podUid, containerId = '' } = entry.announced;
    if (this.#parts.names.nameOf(containerId) !== undefined) return false;
    const first = [...this.#entries.values()].find((other) => isContainer(other) && other.announced.podUid === podUid);
    return first?.announced.containerId === containerId;
  }

  #drop(entry: CgroupEntry): void {
    entry.dropped = true;
    entry.held = [];
    const { podUid, containerId } = entry.announced;
    if (podUid !== undefined && containerId !== undefined) this.#parts.forget(podUid, containerId);
  }

  #wroteAny(): boolean {
    return [...this.#entries.values()].some(({ cg }) => cg !== undefined);
  }

  #hasWritten(podUid: string): boolean {
    return [...this.#entries.values()].some((entry) => isContainer(entry) && entry.cg !== undefined && entry.announced.podUid === podUid);
  }

  #write(entry: CgroupEntry, container: string): void {
    const { node, emit, nextCg } = this.#parts;
    const cg = nextCg();
    entry.cg = cg;
    this.#living.set(entry.announced.path, cg);
    emit({ ...entry.announced, cg, container, node });
    for (const event of entry.held) this.#emitOf(entry, event, cg);
    entry.held = [];
  }

  #ofCgroup(event: RecordingEvent, agentCg: number): void {
    const entry = this.#entries.get(agentCg);
    if (!entry || entry.dropped) return;
    if (entry.cg !== undefined) this.#emitOf(entry, event, entry.cg);
    else {
      entry.held.push(event);
      this.#settle(entry);
    }
  }

  #emitOf(entry: CgroupEntry, event: RecordingEvent, cg: number): void {
    this.#parts.emit(renumbered(event, cg));
    if (event.kind === 'cgroup-gone') this.#living.delete(entry.announced.path);
  }

  /** From the first of our containers on, what the node says of itself and of the cgroups above its pods is part of the recording. */
  #releaseNode(): void {
    if (this.#ofNode === undefined) return;
    const held = this.#ofNode;
    this.#ofNode = undefined;
    for (const event of held) this.#parts.emit(event);
    for (const entry of this.#entries.values()) {
      if (!isContainer(entry) && entry.announced.podUid === undefined && entry.cg === undefined) this.#write(entry, '');
    }
  }

  #tellKills(entries: readonly CgroupEntry[]): void {
    const ours = entries.filter(({ killed, announced }) => killed && this.#parts.names.isOurs(announced.podUid));
    for (const entry of ours) entry.killed = false;
    if (ours.length > 0) this.#parts.killed();
  }
}
