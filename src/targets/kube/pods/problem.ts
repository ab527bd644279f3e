import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';

export interface PodProblem {
  /** The same problem has the same key, however its message is worded. */
  readonly key: string;
  /** What the pod waits for, in the cluster's own words. */
  readonly what: string;
  /** `environment`: the cluster cannot take the pod; `workload`: the pod itself does not come up. */
  readonly whose: 'environment' | 'workload';
  /** How long it may stay so before nothing better is expected, milliseconds. */
  readonly patienceMs: number;
  /** Whose last output says more. */
  readonly container?: string;
}

const atOnce = 0;
/** Volumes, secrets and nodes may still be on their way. */
const shortWhile = 20_000;

/** Reasons of a waiting container that do not go away by themselves, and how long they are given (kubelet: pkg/kubelet/images, kuberuntime). */
const waitingPatience: Readonly<Record<string, number>> = {
  ImagePullBackOff: atOnce,
  ErrImageNeverPull: atOnce,
  InvalidImageName: atOnce,
  ErrImagePull: shortWhile,
  ImageInspectError: shortWhile,
  RegistryUnavailable: shortWhile,
  CreateContainerConfigError: 5_000,
  CreateContainerError: shortWhile,
  RunContainerError: shortWhile,
};

/** A process that an OOM kill ended is a fact to be recorded, not a pod that does not come up. */
function wasKilled({ lastState, state }: V1ContainerStatus): boolean {
  const end = lastState?.terminated ?? state?.terminated;
  return end?.reason === 'OOMKilled' || end?.exitCode === 137;
}

function ended({ lastState, state }: V1ContainerStatus): string {
  const end = state?.terminated ?? lastState?.terminated;
  if (!end) return 'crashes';
  const how = end.signal ? `was ended by signal ${end.signal}` : `exited with code ${end.exitCode}`;
  return `${how}${end.message ? `: ${end.message.trim()}` : ''}`;
}

/** A crash or two at the start is usual where a program waits for another one. */
const crashesAllowed = 2;

/** How runc words a program that is not there or is none (libcontainer standard_init_linux.go); what does not fit into its memory it words otherwise. */
const noProgram = /exec: .*(?:executable file not found|no such file or directory|permission denied|exec format error)/;

/** A program that cannot be started in this image cannot be started later either. */
function startProblem({ name, image, state, lastState }: V1ContainerStatus): PodProblem | undefined {
  const message = [state?.waiting, state?.terminated, lastState?.terminated].map((each) => each?.message ?? '').find((text) => noProgram.test(text));
  const why = message && noProgram.exec(message)?.[0];
  return why
    ? { key: `${name} has no program`, what: `container ${name} (${image}) cannot be started: ${why}`, whose: 'workload', patienceMs: atOnce }
    : undefined;
}

function containerProblem(status: V1ContainerStatus): PodProblem | undefined {
  const { waiting, terminated } = status.state ?? {};
  const unstartable = startProblem(status);
  if (unstartable) return unstartable;
  if (waiting?.reason === 'CrashLoopBackOff') {
    if (wasKilled(status) || status.restartCount < crashesAllowed) return undefined;
    return {
      key: `${status.name} crashes`,
      what: `container ${status.name} ${ended(status)}, ${status.restartCount + 1} times (CrashLoopBackOff)`,
      whose: 'workload',
      patienceMs: atOnce,
      container: status.name,
    };
  }
  const patienceMs = waitingPatience[waiting?.reason ?? ''];
  if (waiting && patienceMs !== undefined) {
    const detail = waiting.message ? `: ${waiting.message}` : '';
    return {
      key: `${status.name} ${waiting.reason}`,
      what: `container ${status.name} (${status.image}): ${waiting.reason}${detail}`,
      whose: 'workload',
      patienceMs,
    };
  }
  // Of a pod that is never started again.
  if (terminated && terminated.exitCode !== 0 && !wasKilled(status) && status.restartCount === 0)
    return {
      key: `${status.name} ended`,
      what: `container ${status.name} ${ended(status)}`,
      whose: 'workload',
      patienceMs: shortWhile,
      container: status.name,
    };
  return undefined;
}

function unschedulable({ status }: V1Pod): PodProblem | undefined {
  const condition = status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (condition?.reason !== 'Unschedulable') return undefined;
  return { key: 'unschedulable', what: `no node takes the pod: ${condition.message}`, whose: 'environment', patienceMs: shortWhile };
}

/** What keeps the pod from becoming ready and will not end by itself; undefined while there is hope. */
export function podProblem(pod: V1Pod): PodProblem | undefined {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  const found = [...initContainerStatuses, ...containerStatuses].map(containerProblem).filter((problem) => problem !== undefined);
  return unschedulable(pod) ?? found.sort((a, b) => a.patienceMs - b.patienceMs)[0];
}

export function isReady({ status, metadata }: V1Pod): boolean {
  return metadata?.deletionTimestamp === undefined && status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}

/** Why a pod is not ready yet, for a message after the time is over. */
export function stateInWords({ status, metadata }: V1Pod): string {
  const { initContainerStatuses = [], containerStatuses = [] } = status ?? {};
  const parts = [...initContainerStatuses, ...containerStatuses].flatMap((each) => {
    if (each.ready || each.state?.terminated?.exitCode === 0) return [];
    const { waiting, running } = each.state ?? {};
    if (waiting) return [`container ${each.name} waits: ${waiting.reason}${waiting.message ? ` (${waiting.message})` : ''}`];
    return [running ? `container ${each.name} runs and is not ready` : `container ${each.name} ${ended(each)}`];
  });
  return `pod ${metadata?.name} is ${status?.phase}${parts.length > 0 ? `; ${parts.join('; ')}` : ''}`;
}
