import type { WatchList } from './watch-list.ts';

/** Finds cgroups by itself, for a sampler that is not told of each. */
export interface Discovery {
  /** Called before each tick reads, and whenever something may have changed: puts on the list what is new, takes off what is not wanted. */
  look(list: WatchList, t: number): void;
}
