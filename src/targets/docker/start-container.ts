import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerSpec, createOptions, hostOptions } from './container-spec.ts';
import type { Engine } from './engine.ts';

/** Readiness is awaited elsewhere, over and over, because a container may be started again. */
const noWait = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
};

function copies({ plan, scenarioDir }: ContainerSpec) {
  const all = plan.files.map(({ from, to }) => ({ source: join(scenarioDir, from), target: to }));
  const isFolder = ({ source }: { source: string }): boolean => statSync(source).isDirectory();
  return { folders: all.filter(isFolder), files: all.filter((copy) => !isFolder(copy)) };
}

/**
 * Creates a container through testcontainers, calls `created` while nothing of it runs, and starts it. Rejects as the engine does, and also, some
 * seconds later, when it ended before its ports were bound.
 */
export async function startContainer(engine: Engine, spec: ContainerSpec, created: (id: string) => Promise<void>): Promise<void> {
  class HighwaterContainer extends engine.GenericContainer {
    constructor() {
      super(spec.image.reference);
      Object.assign(this.createOpts, createOptions(spec));
      Object.assign(this.hostConfig, hostOptions(spec));
    }

    protected override containerCreated(id: string): Promise<void> {
      return created(id);
    }
  }
  const { files, folders } = copies(spec);
  const container = new HighwaterContainer()
    .withAutoCleanup(false)
    .withAutoRemove(false)
    .withWaitStrategy(noWait)
    .withCopyFilesToContainer(files)
    .withCopyDirectoriesToContainer(folders);
  if (spec.network) container.withNetworkMode(spec.network.name).withNetworkAliases(spec.network.alias);
  await container.start();
}
