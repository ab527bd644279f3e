import type { ContainerRuntimeClient, GenericContainer } from 'testcontainers';
import { HighwaterError } from '../../shared/errors.ts';

export type Dockerode = ContainerRuntimeClient['container']['dockerode'];
export type ContainerHandle = ReturnType<Dockerode['getContainer']>;
export type ContainerInspection = Awaited<ReturnType<ContainerHandle['inspect']>>;

/** What the engine says about itself and its machine (`GET /info`). */
export interface EngineInfo {
  readonly serverVersion: string;
  readonly storageDriver: string;
  readonly cgroupDriver: 'cgroupfs' | 'systemd' | 'none';
  readonly cgroupVersion: 1 | 2;
  readonly kernel: string;
  readonly architecture: string;
  readonly cores: number;
  readonly memoryTotalBytes: number;
}

/** A running engine, as testcontainers found it (DOCKER_HOST, contexts, the usual sockets). */
export interface Engine {
  readonly docker: Dockerode;
  readonly GenericContainer: typeof GenericContainer;
  readonly info: EngineInfo;
  /** Name or address at which published ports are reached. */
  readonly host: string;
}

interface RawInfo {
  readonly ServerVersion: string;
  readonly Driver: string;
  readonly CgroupDriver?: string;
  readonly CgroupVersion?: string;
  readonly KernelVersion: string;
  readonly Architecture: string;
  readonly NCPU: number;
  readonly MemTotal: number;
}

function infoOf(raw: RawInfo): EngineInfo {
  const driver = raw.CgroupDriver === 'systemd' || raw.CgroupDriver === 'cgroupfs' ? raw.CgroupDriver : 'none';
  return {
    serverVersion: raw.ServerVersion,
    storageDriver: raw.Driver,
    cgroupDriver: driver,
    // Engines before 20.10 say nothing and know v1 only.
    cgroupVersion: raw.CgroupVersion === '2' ? 2 : 1,
    kernel: raw.KernelVersion,
    architecture: raw.Architecture,
    cores: Math.max(1, raw.NCPU),
    memoryTotalBytes: raw.MemTotal,
  };
}

/** Connects to the engine; loads testcontainers only now, which takes longer than most commands. Throws `environment-missing` where none answers. */
export async function connectEngine(): Promise<Engine> {
  // Its clean-up container has to be pulled and dies with the session; what a killed run leaves is found by label instead. Read when the module is used.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const { GenericContainer, getContainerRuntimeClient } = await import('testcontainers');
  try {
    const client = await getContainerRuntimeClient();
    const docker = client.container.dockerode;
    return { docker, GenericContainer, info: infoOf((await docker.info()) as RawInfo), host: client.info.containerRuntime.host };
  } catch (cause) {
    throw new HighwaterError('environment-missing', 'no Docker engine answers', { hint: 'start Docker, or set DOCKER_HOST to one that runs', cause });
  }
}
