import type { HeapBefore, HeapTaken } from '../../ports/heap.ts';
import { HighwaterError } from '../../shared/errors.ts';
import { processesOf } from '../machine/cgroup-files.ts';
import { withHeapOptions } from '../machine/heap/heap-options.ts';
import { takeHeap } from '../machine/heap/take-heap.ts';
import type { WorkloadLog } from '../machine/workload-log.ts';
import { ContainerAttempt } from './container-attempt.ts';
import type { ContainerSpec } from './container-spec.ts';
import { dockerWorkload } from './docker-plan.ts';
import type { ContainerInspection } from './engine.ts';
import { layerFolders } from './image.ts';
import type { InstanceSpec } from './instance.ts';
import { WatchedContainer } from './watched-container.ts';
import type { ImageChoice } from './workload-image.ts';

/** The engine could not start the container for a reason that lies in the workload: no such program, no such user, too little memory for runc. */
export class StartFailure extends Error {}

function writableFolders(inspection: ContainerInspection): string[] {
  const graph = (inspection as unknown as { GraphDriver?: Parameters<typeof layerFolders>[0] }).GraphDriver;
  const volumes = inspection.Mounts.map(({ Source: source }) => source).filter((source) => source !== '');
  return [...layerFolders(graph).slice(0, 1), ...volumes];
}

/** In the container's own layer, which goes with it: /tmp may be missing, or kept in memory. Made when it is needed, and open to whatever user runs there. */
const heapFolder = '/highwater-heap';

/** The image's own options, which a variable of the same name takes away. */
function imageOptions({ config }: ImageChoice['image']): Record<string, string> {
  const own = config.env.find((line) => line.startsWith('NODE_OPTIONS='));
  return own === undefined ? {} : { NODE_OPTIONS: own.slice('NODE_OPTIONS='.length) };
}

/** One start of the workload: a container of its own, as a kubelet makes a new one for every restart. */
export class WorkloadStart {
  readonly #instance: InstanceSpec;
  readonly #restart: number;
  readonly #log: WorkloadLog;
  readonly #network: string | undefined;
  readonly #fail: (error: HighwaterError) => void;
  readonly #watched: WatchedContainer;
  #attempt: ContainerAttempt | undefined;
  #pid = 0;

  constructor(instance: InstanceSpec, restart: number, log: WorkloadLog, network: string | undefined, fail: (error: HighwaterError) => void) {
    const { host, request } = instance;
    this.#instance = instance;
    this.#restart = restart;
    this.#log = log;
    this.#network = network;
    this.#fail = fail;
    this.#watched = new WatchedContainer(host.cgroups, request.plan.workload.container, request.watch);
  }

  get attempt(): ContainerAttempt {
    return this.#attempt as ContainerAttempt;
  }

  get id(): string {
    return this.#attempt?.id ?? '';
  }

  /** Resolves with the main process' id on this kernel, or 0. Throws `StartFailure`, or as the engine does. */
  async launch(): Promise<number> {
    const { host, request } = this.#instance;
    const choice = await host.workloadImage.choose();
    const attempt = new ContainerAttempt(host, this.#specOf(choice), this.#log, {
      created: (id, inspection) => this.#created(id, inspection, choice),
      oom: (containerId) => request.emit({ kind: 'engine-oom', t: request.clock(), container: request.plan.workload.container, containerId }),
      removed: () => this.#fail(removedByOthers(this.#instance.name)),
    });
    this.#attempt = attempt;
    const pid = await attempt.start().catch((error: unknown) => {
      const complaint = ContainerAttempt.complaint(error);
      if ((error as { statusCode?: number }).statusCode === undefined || /port is already allocated|address already in use/.test(complaint)) throw error;
      throw new StartFailure(`cannot be started: ${complaint}`);
    });
    this.#pid = pid;
    const late = this.#watched.started(pid, attempt.id);
    if (late) request.emit({ kind: 'note', t: request.clock(), code: 'watched-late', text: late });
    return pid;
  }

  /** Of a container on this machine's kernel, into which we may look. */
  async takeHeap(signal: AbortSignal, before?: HeapBefore): Promise<HeapTaken> {
    const { host, request } = this.#instance;
    const set = host.cgroups?.actual(this.#pid, this.id);
    if (set === undefined) return { refused: "processes of the container are out of this machine's reach" };
    const { limitBytes } = request.variant;
    return takeHeap({
      pids: processesOf(set.memory),
      limitBytes,
      before,
      folder: heapFolder,
      folderMode: 0o777,
      rootOf: (each) => `/proc/${each}/root`,
      signal,
    });
  }

  async remove(): Promise<void> {
    await this.#attempt?.remove();
    this.#watched.removed();
  }

  async #created(id: string, inspection: ContainerInspection, choice: ImageChoice): Promise<void> {
    const { host, request } = this.#instance;
    const groupKill = !dockerWorkload(request.plan).singleProcessOOMKill;
    this.#watched.created(id, { limitBytes: request.variant.limitBytes, groupKill }, host.engine.info.cgroupVersion);
    const facts = await host.workloadImage.evictFor(choice, writableFolders(inspection));
    request.emit({ kind: 'cold-cache', t: request.clock(), ...facts });
  }

  #specOf({ image }: ImageChoice): ContainerSpec {
    const { host, request, name, hostPort } = this.#instance;
    const { plan, variant, scenarioDir } = request;
    const docker = dockerWorkload(plan);
    return {
      name: `${name}-start-${this.#restart}`,
      image,
      plan: variant.purpose === 'heap' ? { ...docker, env: withHeapOptions({ ...imageOptions(image), ...docker.env }, heapFolder) } : docker,
      scenarioDir,
      labels: host.labels,
      limitBytes: variant.limitBytes,
      closeSwap: host.closeSwap,
      cpuMillicores: plan.workload.cpuMillicores,
      cores: host.workloadCores,
      network: this.#network === undefined ? undefined : { name: this.#network, alias: plan.workload.container },
      publish: { port: docker.port, hostPort, hostIp: host.reach.publishIp },
    };
  }
}

function removedByOthers(name: string): HighwaterError {
  return new HighwaterError('target-failed', `container ${name} was removed by somebody else while it was measured`, {
    hint: 'find out who cleans up containers on this engine, then go on with highwater run --resume RUN',
  });
}
