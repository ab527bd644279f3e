import type { HostFacts } from './host-facts.ts';
import { KillWatch } from './kill-watch.ts';
import { readLimit } from './limit.ts';
import { NearLimit } from './near-limit.ts';
import type { Outbox } from './outbox.ts';
import type { WatchList } from './watch-list.ts';
import type { Watched } from './watched-cgroup.ts';

/** What is read at every tick, and what once a second. */
export class TickReader {
  readonly #list: WatchList;
  readonly #host: HostFacts;
  readonly #outbox: Outbox;
  readonly #kills = new KillWatch();
  readonly #nearLimit = new NearLimit();
  #peakBytes = 0;

  constructor(list: WatchList, host: HostFacts, outbox: Outbox) {
    this.#list = list;
    this.#host = host;
    this.#outbox = outbox;
  }

  /** At every tick. */
  fast(t: number): void {
    // Counters first: when the cgroup goes away between two reads, these are the values that matter.
    this.counters(t);
    for (const watched of this.#list.all) if (watched.spec.role !== 'ancestor') this.#sample(watched, t);
    for (const watched of this.#list.youngAt(t)) this.#checkLimit(watched, t);
    this.#askHoldersNearLimit(t);
    this.#updateLatest();
  }

  /** New children, a few times a second: a look costs a third of a tick. */
  children(t: number): void {
    for (const workload of this.#list.workloads) if (this.#list.childrenMoved(workload)) this.#list.scanChildren(workload, t);
  }

  /** Once a second. */
  slow(t: number): void {
    this.#outbox.put(...this.#host.events(t));
    for (const watched of this.#list.all) {
      if (watched.spec.role === 'ancestor') this.#sample(watched, t);
      else if (watched.spec.role === 'workload') this.#list.scanChildren(watched, t);
      this.#outbox.put(...watched.slowEvents(t));
      this.#checkLimit(watched, t);
    }
  }

  /** Writes counters that changed and tells of kills. */
  counters(t: number): void {
    for (const watched of this.#list.all) {
      if (watched.counters.refresh()) this.#outbox.put(watched.countersEvent(t));
      this.#noticeKill(watched);
    }
  }

  #noticeKill(watched: Watched): void {
    const { role, version } = watched.spec;
    if (!this.#kills.rose(watched)) return;
    // Further up, hierarchical counters rise with kills of strangers.
    if (role !== 'ancestor' || (version === 2 && this.#list.isParentOfWorkload(watched))) this.#outbox.kill(watched.cg);
  }

  #sample(watched: Watched, t: number): void {
    const event = watched.sample(t);
    if (event) this.#outbox.put(event);
    else this.#list.end(watched, t);
  }

  #askHoldersNearLimit(t: number): void {
    for (const watched of this.#list.workloads) {
      if (!this.#nearLimit.passed(watched.cg, watched.usageBytes, this.#lowestLimit(watched), t)) continue;
      this.#outbox.askHolders({ cg: watched.cg, reason: 'near-limit', dir: watched.spec.memoryDir });
    }
  }

  #lowestLimit(watched: Watched): number {
    let lowest = watched.limitBytes ?? Number.POSITIVE_INFINITY;
    for (const { limitBytes } of this.#list.limitersOf(watched)) if (limitBytes !== null && limitBytes < lowest) lowest = limitBytes;
    return lowest;
  }

  #checkLimit(watched: Watched, t: number): void {
    const limitBytes = readLimit(watched.spec.memoryDir, watched.spec.version);
    if (limitBytes === undefined || limitBytes === watched.limitBytes) return;
    watched.limitBytes = limitBytes;
    this.#outbox.limitChanged({ cg: watched.cg, t, limitBytes });
    this.#outbox.put({
      kind: 'note',
      t,
      code: 'limit-changed',
      text: `limit of ${watched.spec.kernelPath} (cgroup ${watched.cg}) is now ${limitBytes ?? 'none'}`,
    });
  }

  #updateLatest(): void {
    const workloads = this.#list.workloads;
    if (workloads.length === 0) return;
    let [usageSum, peakSum] = [0, 0];
    for (const { usageBytes, peakBytes } of workloads) {
      usageSum += Math.max(0, usageBytes);
      peakSum += Math.max(0, peakBytes, usageBytes);
    }
    this.#peakBytes = Math.max(this.#peakBytes, peakSum);
    this.#outbox.latest = { usageBytes: usageSum, peakBytes: this.#peakBytes };
  }
}
