import type { RecordingFacts } from '../facts/facts.ts';
import { clusterMs } from './pod-lookup.ts';

/**
 * The container of a pod in which something died of which the API server never told the id: init containers run one after the other before all others,
 * so the first that had not ended yet, otherwise the sized container.
 */
export function unnamedContainer(facts: RecordingFacts, podUid: string, tMs: number): string {
  const pod = facts.pods.get(podUid);
  const ended = (container: string) =>
    pod?.statuses.some(
      (status) =>
        status.container === container &&
        status.state === 'terminated' &&
        status.exitCode === 0 &&
        (status.finishedAt === undefined ? status.t : clusterMs(facts, status.finishedAt)) <= tMs,
    );
  const waiting = pod?.spec?.containers.find(({ name, role }) => role === 'init' && !ended(name));
  return waiting?.name ?? facts.mainContainer;
}
