import type { KubeObject } from '../../../ports/agent.ts';
import { parseCpuMillicores } from '../../../shared/quantity.ts';
import { type ContainerSpec, nameOf, withSpec, withTemplate } from './workload-kinds.ts';

export interface Sizing {
  readonly container: string;
  readonly limitBytes: number;
  readonly cpuMillicores: number;
}

/** A request above the limit is refused by the API server; one below stays as it is, so that the pod is placed as it would be. */
function cpuRequest({ resources }: ContainerSpec, cpuMillicores: number): number {
  const asked = parseCpuMillicores(String(resources?.requests?.cpu ?? resources?.limits?.cpu ?? ''));
  return Math.min(asked ?? cpuMillicores, cpuMillicores);
}

function sizeContainer(container: ContainerSpec, { limitBytes, cpuMillicores }: Sizing): ContainerSpec {
  const { limits, requests } = container.resources ?? {};
  return {
    ...container,
    resources: {
      ...container.resources,
      limits: { ...limits, memory: String(limitBytes), cpu: `${cpuMillicores}m` },
      requests: { ...requests, memory: String(limitBytes), cpu: `${cpuRequest(container, cpuMillicores)}m` },
    },
  };
}

/** One pod, recreated without surge: two of them would share the load and the node. */
function single(workload: KubeObject): KubeObject {
  if (workload.kind === 'Deployment') return withSpec(workload, { replicas: 1, strategy: { type: 'Recreate' } });
  return workload.kind === 'StatefulSet' ? withSpec(workload, { replicas: 1 }) : workload;
}

/** The workload with one pod and the limit of this recording; memory is requested as it is limited, so that eviction does not come before the limit. */
export function sized(workload: KubeObject, sizing: Sizing): KubeObject {
  return withTemplate(single(workload), (template) => ({
    ...template,
    spec: {
      ...template.spec,
      containers: template.spec.containers.map((container) => (container.name === sizing.container ? sizeContainer(container, sizing) : container)),
    },
  }));
}

/** What `sized` changes whatever the limit, for people. */
export function sizingChanges(workload: KubeObject, { container, cpuMillicores }: Omit<Sizing, 'limitBytes'>): string[] {
  const { replicas } = (workload.spec ?? {}) as { replicas?: number };
  const fewer = replicas !== undefined && replicas !== 1 ? [`replicas ${replicas} -> 1`] : [];
  const recreated = workload.kind === 'Deployment' ? ['strategy Recreate'] : [];
  const resources = `container ${container}: memory request and limit of each run, CPU limit ${cpuMillicores}m`;
  return [`${nameOf(workload)}: ${[...fewer, ...recreated, resources].join(', ')}`];
}
