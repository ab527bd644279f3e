import type { Environment, Target } from '../../ports/target.ts';
import { HighwaterError } from '../../shared/errors.ts';
import type { BackoffPolicy } from '../machine/backoff.ts';
import { readText } from '../machine/cgroup-files.ts';
import { parseCpuList, splitCores } from '../machine/cpu-cores.ts';
import { fingerprintOf } from '../machine/fingerprint.ts';
import { availableBytes, meminfoBytes } from '../machine/host-memory.ts';
import { findTools } from '../machine/tools.ts';
import { dockerWorkload } from './docker-plan.ts';
import { connectEngine, type Engine } from './engine.ts';
import { EngineEvents } from './engine-events.ts';
import { engineFingerprint } from './engine-fingerprint.ts';
import { DockerEnvironment, nameOf } from './environment.ts';
import { type EngineImage, provideImage } from './image.ts';
import { labelsOf } from './labels.ts';
import { reachOf } from './reach.ts';
import { isMeasured, removeLeftRuns } from './remains.ts';
import { cgroupsOf, type LocalFacts, localFacts, outOfReach } from './shared-kernel.ts';
import { createStatsProbe } from './stats/stats-probe.ts';
import { WorkloadImage } from './workload-image.ts';

type Request = Parameters<Target['provision']>[0];

export interface ProvisionFacts {
  readonly env: NodeJS.ProcessEnv;
  readonly backoff: BackoffPolicy;
  readonly pid: number;
}

/** An earlier process of the same run that died makes way, a living one does not. */
async function claim({ docker }: Engine, runId: string): Promise<void> {
  await removeLeftRuns(docker, [runId]);
  if (await isMeasured(docker, runId))
    throw new HighwaterError('environment-missing', `run ${runId} is being measured by another process`, { hint: 'wait for it, or end it' });
}

/** Whether samples come from the kernel; says why not where the plan left it open. Throws `environment-missing` where the plan insists in vain. */
function samplesCgroups({ plan, note }: Request, engine: Engine, facts: LocalFacts): boolean {
  const wanted = plan.target.docker?.sampling ?? 'auto';
  const why = outOfReach(engine.info, facts);
  if (wanted === 'cgroup' && why !== undefined)
    throw new HighwaterError('environment-missing', `the cgroups of the containers cannot be read: ${why}`, { hint: 'target.docker.sampling: api' });
  if (wanted === 'auto' && why !== undefined)
    note('sampled-by-engine', `${why}: memory is sampled once a second over the engine, so short peaks are missed and no limit can be verified`);
  return wanted !== 'api' && why === undefined;
}

async function imagesOf(engine: Engine, { plan }: Request): Promise<{ workload: EngineImage; others: Map<string, EngineImage> }> {
  const docker = dockerWorkload(plan);
  const others = new Map<string, EngineImage>();
  for (const { image } of docker.dependencies) if (!others.has(image)) others.set(image, await provideImage(engine, image));
  return { workload: await provideImage(engine, docker.image), others };
}

interface Machine {
  readonly fingerprint: Environment['fingerprint'];
  readonly availableBytes: number;
  readonly workloadCores: readonly number[] | undefined;
  readonly loadCores: readonly number[] | undefined;
  readonly closeSwap: boolean;
}

function thisMachine(facts: LocalFacts): Machine {
  const { version, memory } = facts.cgroupMounts as NonNullable<LocalFacts['cgroupMounts']>;
  const allowed = parseCpuList(/^Cpus_allowed_list:\s*(\S+)/m.exec(readText('/proc/self/status') ?? '')?.[1] ?? '0');
  const split = splitCores(allowed);
  const meminfo = readText('/proc/meminfo') ?? '';
  return {
    fingerprint: fingerprintOf({ cgroupVersion: version, pinned: split !== undefined, visibleCores: (split?.workload ?? allowed).length }),
    availableBytes: availableBytes(meminfo, memory.mountPoint, version),
    workloadCores: split?.workload,
    loadCores: split?.load,
    closeSwap: version === 2 || meminfoBytes(meminfo, 'SwapTotal') > 0,
  };
}

/** How much of it is free is not known, so the total stands; the loose limit is half of that. */
function otherMachine({ info }: Engine): Machine {
  return { fingerprint: engineFingerprint(info), availableBytes: info.memoryTotalBytes, workloadCores: undefined, loadCores: undefined, closeSwap: true };
}

/** Finds the images and learns what the engine's machine is; makes nothing yet. Throws `environment-missing` or `plan-invalid`. */
export async function provisionDocker({ env, backoff, pid }: ProvisionFacts, request: Request): Promise<Environment> {
  dockerWorkload(request.plan);
  const engine = await connectEngine();
  const facts = localFacts();
  const kernel = samplesCgroups(request, engine, facts);
  const here = outOfReach(engine.info, facts) === undefined;
  await claim(engine, request.runId);
  const { workload, others } = await imagesOf(engine, request);
  const machine = here ? thisMachine(facts) : otherMachine(engine);
  const labels = labelsOf(request.runId, pid);
  const away = here ? undefined : "the page cache of the engine's machine is out of reach";
  const host = {
    engine,
    labels,
    backoff,
    runId: request.runId,
    events: await EngineEvents.open(engine.docker, request.runId),
    workloadImage: new WorkloadImage(engine, workload, findTools(env), labels, nameOf(request.runId, 'image'), away),
    images: others,
    reach: reachOf(engine.host, here),
    cgroups: kernel ? cgroupsOf(engine.info, facts) : undefined,
    workloadCores: machine.workloadCores,
    closeSwap: machine.closeSwap,
    availableBytes: machine.availableBytes,
  };
  const fingerprint = { ...machine.fingerprint, image: workload.id };
  return new DockerEnvironment(host, fingerprint, machine.loadCores, kernel ? undefined : createStatsProbe(engine));
}
