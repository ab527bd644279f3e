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

/**
 * What runc says where its own first process did not fit: "container init was OOM-killed (memory limit too low?)" (libcontainer/process_linux.go), or, where
 * that holds more than the limit when it is set, "unable to set memory limit to 2097152 (current usage: ...)" (opencontainers/cgroups fs/memory.go).
 */
const doesNotFit = /OOM-?killed|unable to set memory limit/i;

/** The runtime could not bring the container up for lack of memory. */
export function startedTooLarge(facts: RecordingFacts, exit: Instance): boolean {
  if (!failedToStart(facts, exit) || exit.podUid === undefined || exit.containerId === undefined) return false;
  return doesNotFit.test(endOf(facts, exit.podUid, exit.containerId)?.message ?? '');
}
