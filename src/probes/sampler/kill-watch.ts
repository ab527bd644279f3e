import type { Watched } from './watched-cgroup.ts';

/** Notices when the OOM-kill counters of a cgroup rise. */
export class KillWatch {
  readonly #seen = new Map<number, number>();

  /** True when more was killed than at the last call, at first than when the cgroup was opened; one that began under watch began with zero. */
  rose(watched: Watched): boolean {
    const before = this.#seen.get(watched.cg) ?? (watched.beganUnderWatch ? 0 : watched.firstKills);
    this.#seen.set(watched.cg, watched.counters.kills);
    return watched.counters.kills > before;
  }
}
