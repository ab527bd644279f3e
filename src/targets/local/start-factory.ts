import { join } from 'node:path';
import type { DeployRequest } from '../../ports/target.ts';
import { type CgroupSet, childOf } from '../machine/cgroup-set.ts';
import { withHeapOptions } from '../machine/heap/heap-options.ts';
import { fillPlaceholders } from '../machine/placeholders.ts';
import { ContainerStart } from './container-start.ts';
import type { Host } from './host.ts';
import type { Bind, LaunchSpec } from './launch-command.ts';
import { localWorkload } from './local-plan.ts';
import { withSettings, workloadEnv } from './workload-env.ts';

/** What the starts of one instance have in common. */
export interface InstanceSpec {
  readonly host: Host;
  readonly request: DeployRequest;
  readonly program: string;
  readonly port: number;
  readonly cgroup: CgroupSet;
  readonly limitBytes: number;
}

/** Creates the cgroup and state folder of the k-th start, limits set, nothing running. */
export function createStart({ host, request, cgroup, limitBytes }: InstanceSpec, restart: number): ContainerStart {
  const { plan } = request;
  const instanceName = cgroup.memory.slice(host.runCgroup.memory.length + 1);
  return new ContainerStart(
    childOf(cgroup, `start-${restart}`),
    join(host.folder, `state-${instanceName}-${restart}`),
    { limitBytes, cpuMillicores: plan.workload.cpuMillicores, groupKill: !localWorkload(plan).singleProcessOOMKill },
    host.swapTotalBytes,
  );
}

export function launchSpec({ host, request, program, port }: InstanceSpec, start: ContainerStart, binds: readonly Bind[]): Omit<LaunchSpec, 'joinFiles'> {
  const local = localWorkload(request.plan);
  const values = { port, state: start.stateFolder };
  const settings = withSettings(local.env, request.variant.env ?? {});
  const { tools, uid, gid, workloadCores: cores } = host;
  return {
    tools,
    uid,
    gid,
    cores,
    binds,
    program,
    args: local.command.slice(1).map((text) => fillPlaceholders(text, values)),
    env: workloadEnv(host.env, request.variant.purpose === 'heap' ? withHeapOptions(settings, start.heapFolder) : settings, values),
  };
}

/** Where the workload answers. `{state}` in a URL would change with every start, so only the port is filled in. */
export function workloadUrl(request: DeployRequest, port: number): string {
  return localWorkload(request.plan).url.replaceAll('{port}', String(port));
}
