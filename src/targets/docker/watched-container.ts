import type { WatchedCgroup } from '../../ports/target.ts';
import { subdirectoriesOf } from '../../shared/subdirectories.ts';
import type { CgroupSet } from '../machine/cgroup-set.ts';
import { watchedCgroup } from '../machine/watched.ts';
import { type CgroupLimits, type ContainerCgroups, makeContainerCgroup, removeUnusedCgroup } from './container-cgroup.ts';

/** A container whose cgroup cannot be reached is announced under this instead of a directory, for the probe that asks the engine. */
export const engineScheme = 'engine:';

function atEngine(container: string, id: string, version: 1 | 2): WatchedCgroup {
  return { container, role: 'workload', version, memoryDir: `${engineScheme}${id}`, cpuDir: undefined, pressureDir: undefined, kernelPath: `/${id}` };
}

/** Announces the cgroup of one container, as early as it can be had. */
export class WatchedContainer {
  readonly #cgroups: ContainerCgroups | undefined;
  readonly #container: string;
  readonly #watch: (cgroup: WatchedCgroup) => void;
  #announced: CgroupSet | undefined;
  #made: CgroupSet | undefined;

  constructor(cgroups: ContainerCgroups | undefined, container: string, watch: (cgroup: WatchedCgroup) => void) {
    this.#cgroups = cgroups;
    this.#container = container;
    this.#watch = watch;
  }

  /** Before the container starts. `engineVersion`: the cgroup version of an engine elsewhere. */
  created(id: string, limits: CgroupLimits, engineVersion: 1 | 2): void {
    if (!this.#cgroups) {
      this.#watch(atEngine(this.#container, id, engineVersion));
      return;
    }
    const expected = this.#cgroups.predict(id);
    if (!makeContainerCgroup(expected, this.#cgroups.mounts, limits)) return;
    this.#made = expected;
    this.#announce(expected);
  }

  /** After it started: where its main process really is. Says why where it was not watched from the first byte. */
  started(pid: number, id: string): string | undefined {
    if (!this.#cgroups) return undefined;
    const actual = this.#cgroups.actual(pid, id);
    if (!actual || actual.memory === this.#announced?.memory) return undefined;
    if (this.#made) removeUnusedCgroup(this.#made);
    this.#announce(actual);
    return 'the cgroup of the container is watched from shortly after its start: it could not be made before';
  }

  /** After the container is gone, where none ever used what was made for it. */
  removed(): void {
    if (this.#made && subdirectoriesOf(this.#made.memory).length === 0) removeUnusedCgroup(this.#made);
  }

  #announce(set: CgroupSet): void {
    this.#announced = set;
    this.#watch(watchedCgroup(this.#container, set, (this.#cgroups as ContainerCgroups).mounts.memory));
  }
}
