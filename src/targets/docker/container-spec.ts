import type { DockerContainer } from '../../plan/docker-fields.ts';
import type { EngineImage } from './image.ts';

/** Everything that decides what a container is. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: EngineImage;
  readonly plan: DockerContainer;
  readonly scenarioDir: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly limitBytes: number;
  readonly closeSwap: boolean;
  readonly cpuMillicores: number | undefined;
  readonly cores: readonly number[] | undefined;
  readonly network: { readonly name: string; readonly alias: string } | undefined;
  readonly publish: { readonly port: number; readonly hostPort: number; readonly hostIp: string } | undefined;
}

const nanosecondsPerMs = 1e6;

function healthcheckOf({ plan, image }: ContainerSpec): unknown {
  const check = plan.healthcheck;
  if (!check) return image.config.healthcheck;
  const nanoseconds = (ms: number | undefined): number => (ms ?? 0) * nanosecondsPerMs;
  return {
    Test: check.test,
    Interval: nanoseconds(check.intervalMs),
    Timeout: nanoseconds(check.timeoutMs),
    StartPeriod: nanoseconds(check.startPeriodMs),
    Retries: check.retries ?? 0,
  };
}

/** An entry point of one's own takes the image's command away, as the engine has it. */
function commandOf({ plan, image }: ContainerSpec): readonly string[] {
  return plan.command ?? (plan.entrypoint ? [] : image.config.command);
}

/** Body of `POST /containers/create`, apart from HostConfig. The image's own configuration is spelled out, because a private copy of it has none. */
export function createOptions(spec: ContainerSpec): Record<string, unknown> {
  const { name, plan, image, labels, publish } = spec;
  const { env, user, workingDir, volumes } = image.config;
  const healthcheck = healthcheckOf(spec);
  return {
    name,
    Labels: { ...labels },
    Env: [...env, ...Object.entries(plan.env).map(([key, value]) => `${key}=${value}`)],
    Entrypoint: [...(plan.entrypoint ?? image.config.entrypoint)],
    Cmd: [...commandOf(spec)],
    User: user,
    ...(workingDir && { WorkingDir: workingDir }),
    ...(volumes.length > 0 && { Volumes: Object.fromEntries(volumes.map((path) => [path, {}])) }),
    ...(healthcheck !== undefined && { Healthcheck: healthcheck }),
    ...(publish && { ExposedPorts: { [`${publish.port}/tcp`]: {} } }),
  };
}

/**
 * HostConfig. MemorySwap counts memory and swap together: equal to Memory nothing may be swapped, -1 leaves it open. It is left open where there is no
 * swap on cgroup v1, because two limits of the same size hide every hit of the first from failcnt.
 */
export function hostOptions(spec: ContainerSpec): Record<string, unknown> {
  const { limitBytes, closeSwap, cpuMillicores, cores, publish } = spec;
  return {
    Memory: limitBytes,
    MemorySwap: closeSwap ? limitBytes : -1,
    AutoRemove: false,
    RestartPolicy: { Name: 'no' },
    ...(cpuMillicores !== undefined && { NanoCpus: cpuMillicores * 1e6 }),
    ...(cores && { CpusetCpus: cores.join(',') }),
    ...(publish && { PortBindings: { [`${publish.port}/tcp`]: [{ HostIp: publish.hostIp, HostPort: String(publish.hostPort) }] } }),
  };
}
