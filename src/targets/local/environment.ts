import { rmSync } from 'node:fs';
import type { DeployedWorkload, DeployRequest, Environment } from '../../ports/target.ts';
import { childOf } from '../machine/cgroup-set.ts';
import { failedDeploy } from '../machine/failed-deploy.ts';
import { accepts, freePort } from '../machine/free-port.ts';
import { neverReady } from '../machine/never-ready.ts';
import { endpointOf } from '../machine/readiness.ts';
import { scenarioFiles } from './cold-cache/scenario-files.ts';
import type { Host } from './host.ts';
import { Instance } from './instance.ts';
import { localWorkload } from './local-plan.ts';
import { programPath } from './program-path.ts';
import { removeRunCgroup } from './remains.ts';
import { scout } from './scout.ts';
import { type InstanceSpec, workloadUrl } from './start-factory.ts';

const portCheckMs = 500;

/** The scout's limit keeps a leak from taking the machine, as the loose limit does for recordings. */
const scoutShare = 0.5;

export class LocalEnvironment implements Environment {
  readonly fingerprint: Environment['fingerprint'];
  readonly availableBytes: number;
  readonly loadCores: readonly number[] | undefined;
  readonly #host: Host;
  readonly #instances: Instance[] = [];
  #deploys = 0;
  #scouted = false;

  constructor(host: Host, fingerprint: Environment['fingerprint'], loadCores: readonly number[] | undefined) {
    this.#host = host;
    this.fingerprint = fingerprint;
    this.availableBytes = host.availableBytes;
    this.loadCores = loadCores;
  }

  async deploy(request: DeployRequest): Promise<DeployedWorkload> {
    const port = await freePort();
    const url = workloadUrl(request, port);
    const program = this.#program(request);
    if (program === undefined) {
      return failedDeploy(url, neverReady(`cannot be started: there is no program '${localWorkload(request.plan).command[0]}'`, undefined));
    }
    const endpoint = endpointOf(url);
    if (!endpoint) return failedDeploy(url, neverReady(`cannot be reached: '${url}' names no host and port`, undefined));
    if (await accepts(endpoint.host, endpoint.port, portCheckMs)) {
      return failedDeploy(url, neverReady(`was not started: something else already answers on port ${endpoint.port}`, undefined));
    }
    this.#learnScenario(request, program);
    const instance = this.#instance(request, program, port);
    this.#instances.push(instance);
    return instance;
  }

  async dispose(): Promise<void> {
    for (const instance of this.#instances) await instance.remove();
    await removeRunCgroup(this.#host.runCgroup);
    rmSync(this.#host.folder, { recursive: true, force: true });
  }

  #program({ plan, scenarioDir }: DeployRequest): string | undefined {
    const { command, env } = localWorkload(plan);
    return programPath(command[0] as string, scenarioDir, env.PATH ?? this.#host.env.PATH ?? '');
  }

  #spec(request: DeployRequest, program: string, port: number, purpose: string, limitBytes: number): InstanceSpec {
    const cgroup = childOf(this.#host.runCgroup, `${this.#deploys}-${purpose}`);
    return { host: this.#host, request, program, port, cgroup, limitBytes };
  }

  #learnScenario({ plan, scenarioDir }: DeployRequest, program: string): void {
    const { command, files } = localWorkload(plan);
    this.#host.coldCache.learn({ read: scenarioFiles({ scenarioDir, program, args: command.slice(1), files }), written: [] });
  }

  /** Scouting is part of the first instance, so that removing that one ends it too. */
  #instance(request: DeployRequest, program: string, port: number): Instance {
    const scouting = this.#scouted ? undefined : this.#spec(request, program, port, 'scout', Math.floor(this.#host.availableBytes * scoutShare));
    this.#deploys += 1;
    const spec = this.#spec(request, program, port, request.variant.purpose, request.variant.limitBytes);
    return new Instance(spec, async (signal) => {
      if (!scouting) return;
      await scout(scouting, signal);
      this.#scouted ||= !signal.aborted;
    });
  }
}
