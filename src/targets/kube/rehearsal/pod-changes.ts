import type { KubeObject } from '../../../ports/agent.ts';
import { formatMemory, parseMemoryBytes } from '../../../shared/quantity.ts';
import { allContainers, type ContainerSpec, templateOf } from '../manifests/workload-kinds.ts';

export interface PodChanges {
  /** The limit that the sized container would get in place of the one that was asked for, in words. */
  readonly sizedLimit: string | undefined;
  /** Everything else that decides about memory, one sentence each. */
  readonly others: readonly string[];
}

const limitOf = ({ resources }: ContainerSpec): number | undefined => parseMemoryBytes(String(resources?.limits?.memory ?? ''));
const inWords = (bytes: number | undefined): string => (bytes === undefined ? 'none' : formatMemory(bytes));

const containersOf = (pod: KubeObject): readonly ContainerSpec[] => allContainers(templateOf(pod)?.spec ?? { containers: [] });

/** What the cluster would make of a pod's memory: defaults of a LimitRange, autoscalers and injected sidecars change pods on their way in. */
export function podChanges(asked: KubeObject, admitted: KubeObject, sized: string): PodChanges {
  const before = new Map(containersOf(asked).map((container) => [container.name, container]));
  let sizedLimit: string | undefined;
  const others: string[] = [];
  for (const container of containersOf(admitted)) {
    const was = before.get(container.name);
    const limits = [limitOf(was ?? container), limitOf(container)] as const;
    if (!was) others.push(`container ${container.name} is added by the cluster, with memory limit ${inWords(limits[1])}`);
    else if (limits[0] !== limits[1]) {
      const change = `memory limit ${inWords(limits[0])} -> ${inWords(limits[1])}`;
      if (container.name === sized) sizedLimit = change;
      else others.push(`container ${container.name}: the cluster sets ${change}`);
    }
  }
  return { sizedLimit, others };
}
