import type { RecordingFacts } from '../facts/facts.ts';
import type { Instance } from './instances.ts';
import { endOf } from './pod-lookup.ts';

/** What a kubelet calls a container that its runtime could not start (kubernetes pkg/kubelet/kuberuntime, containerd). */
const startReasons: ReadonlySet<string> = new Set(['StartError', 'RunContainerError', 'ContainerCannotRun', 'CreateContainerError']);

/** The runtime could not bring the container up. */
export function failedToStart(facts: RecordingFacts, { podUid, containerId }: Instance): boolean {
  const status = podUid !== undefined && containerId !== undefined ? endOf(facts, podUid, containerId) : undefined;
  return status?.reason !== undefined && startReasons.has(status.reason);
}

/** runc says "container init was OOM-killed (memory limit too low?)" where its own first process did not fit (runc libcontainer/process_linux.go). */
export function startedTooLarge(facts: RecordingFacts, exit: Instance): boolean {
  if (!failedToStart(facts, exit) || exit.podUid === undefined || exit.containerId === undefined) return false;
  return /OOM-?killed/i.test(endOf(facts, exit.podUid, exit.containerId)?.message ?? '');
}
