import type { EventOf } from '../../../recording/events.ts';

/** What sampling took on a node over one recording. An agent that was started again counts its CPU time from 0. */
export class AgentCost {
  #first: EventOf<'agent'> | undefined;
  #last: EventOf<'agent'> | undefined;
  #cpuUs = 0;

  take(event: EventOf<'agent'>): void {
    const before = this.#last?.cpuUs ?? event.cpuUs;
    this.#cpuUs += event.cpuUs >= before ? event.cpuUs - before : event.cpuUs;
    this.#first ??= event;
    this.#last = event;
  }

  describe(node: string): string {
    const [first, last] = [this.#first, this.#last];
    const memory = `${((last?.rssBytes ?? 0) / 2 ** 20).toFixed(0)} MiB`;
    if (!first || !last || last.t <= first.t) return `the agent on ${node} held ${memory}`;
    return `the agent on ${node} took ${(this.#cpuUs / 10 / (last.t - first.t)).toFixed(1)} % of a core and ${memory}`;
  }
}
