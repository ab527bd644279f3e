import type { AgentCommand, NumberedCommand } from '../protocol.ts';

/** Commands of one session to one agent: numbered, sent until they are confirmed, and enough of them to make a new agent know what the old one knew. */
export class CommandLog {
  #next = 1;
  #confirmed = 0;
  #kept: NumberedCommand[] = [];

  add(command: AgentCommand): void {
    // A phase that is over means nothing to an agent that comes later.
    if (command.type === 'phase') this.#kept = this.#kept.filter(({ n, command: old }) => n > this.#confirmed || old.type !== 'phase');
    this.#kept.push({ n: this.#next++, command });
  }

  get pending(): readonly NumberedCommand[] {
    return this.#kept.filter(({ n }) => n > this.#confirmed);
  }

  confirm(n: number): void {
    this.#confirmed = Math.max(this.#confirmed, n);
    this.#kept = this.#kept.filter(
      ({ n, command }) => n > this.#confirmed || command.type === 'claim' || command.type === 'forget' || command.type === 'phase',
    );
  }

  /** A new agent knows nothing: what still matters is sent again. */
  beginAnew(): void {
    this.#confirmed = 0;
  }
}
