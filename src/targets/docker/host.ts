import type { BackoffPolicy } from '../machine/backoff.ts';
import type { ContainerCgroups } from './container-cgroup.ts';
import type { Engine } from './engine.ts';
import type { EngineEvents } from './engine-events.ts';
import type { EngineImage } from './image.ts';
import type { Reach } from './reach.ts';
import type { WorkloadImage } from './workload-image.ts';

/** What every deploy of one environment shares. */
export interface DockerHost {
  readonly engine: Engine;
  readonly events: EngineEvents;
  readonly runId: string;
  /** On everything that is made. */
  readonly labels: Readonly<Record<string, string>>;
  readonly workloadImage: WorkloadImage;
  /** Images of the dependencies, by the names in the plan. */
  readonly images: ReadonlyMap<string, EngineImage>;
  readonly reach: Reach;
  /** Undefined where the containers' cgroups are out of reach. */
  readonly cgroups: ContainerCgroups | undefined;
  readonly workloadCores: readonly number[] | undefined;
  /** Whether memory + swap is limited to the same size as memory. */
  readonly closeSwap: boolean;
  readonly availableBytes: number;
  readonly backoff: BackoffPolicy;
}
