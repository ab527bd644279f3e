import type { EventOf } from '../../recording/events.ts';
import type { CgroupFacts, RecordingFacts } from '../facts/facts.ts';
import { kubePathOf } from './kube-path.ts';

type PodStatus = EventOf<'pod-status'>;
export type ContainerRole = PodStatus['role'];

/** One start of one container of a pod. */
export interface ContainerStart {
  readonly podUid: string;
  readonly container: string;
  readonly role: ContainerRole;
}

export const inCluster = (facts: RecordingFacts): boolean => facts.pods.size > 0;

/** The container that a runtime id belongs to, from the API server or from where its cgroup was announced. */
export function containerOfId(facts: RecordingFacts, podUid: string, containerId: string): ContainerStart | undefined {
  const told = facts.pods.get(podUid)?.statuses.find((status) => status.containerId === containerId);
  if (told) return { podUid, container: told.container, role: told.role };
  const announced = [...facts.cgroups.values()].find((cgroup) => cgroup.announced.role === 'workload' && containerIdOf(cgroup) === containerId);
  const container = announced?.announced.container;
  return container === undefined ? undefined : { podUid, container, role: roleOf(facts, podUid, container) };
}

/** App containers are the rule; the others are named so. */
export function roleOf(facts: RecordingFacts, podUid: string | undefined, container: string): ContainerRole {
  const pods = podUid === undefined ? [...facts.pods.values()] : [facts.pods.get(podUid)].filter((pod) => pod !== undefined);
  for (const { spec, statuses } of pods) {
    const role = spec?.containers.find(({ name }) => name === container)?.role ?? statuses.find((status) => status.container === container)?.role;
    if (role !== undefined) return role;
  }
  return 'app';
}

export const podUidOf = ({ announced }: CgroupFacts): string | undefined => announced.podUid ?? kubePathOf(announced.path)?.podUid;

export const containerIdOf = ({ announced }: CgroupFacts): string | undefined => announced.containerId ?? kubePathOf(announced.path)?.containerId ?? undefined;

export function podNameOf(facts: RecordingFacts, podUid: string | undefined): string | undefined {
  return podUid === undefined ? undefined : facts.pods.get(podUid)?.spec?.name;
}

/** What the API server said of the end of this start of a container: its last word, because the reason can come later than the end. */
export function endOf(facts: RecordingFacts, podUid: string, containerId: string): PodStatus | undefined {
  return facts.pods.get(podUid)?.statuses.findLast((status) => status.state === 'terminated' && status.containerId === containerId);
}

/** When the deletion of the pod was asked for, as far as it was told. */
export function deletionMs(facts: RecordingFacts, podUid: string): number {
  return facts.pods.get(podUid)?.phases.find(({ deleting }) => deleting)?.t ?? Number.POSITIVE_INFINITY;
}

/** An instant of the cluster's clock as time of the recording, milliseconds. */
export function clusterMs(facts: RecordingFacts, instant: string): number {
  return Date.parse(instant) - Date.parse(facts.manifest.clock.startedAt);
}
