import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import type { DeployRequest } from '../../../ports/target.ts';
import { neverReady } from '../../machine/never-ready.ts';
import type { WorkloadLog } from '../../machine/workload-log.ts';
import type { KubeHost } from '../host.ts';
import { standsInFront } from '../manifests/front.ts';
import { roleLabel } from '../manifests/place.ts';
import { templateOf } from '../manifests/workload-kinds.ts';
import { isReady, podProblem, stateInWords } from './problem.ts';

const pollMs = 300;
/** What the workload depends on comes first; what depends on the workload would wait for ever. */
const patienceMs = 60_000;

const isDone = (pod: V1Pod): boolean => isReady(pod) || pod.status?.phase === 'Succeeded';

/** Waits for the pods around the workload, but for those in front of it. Throws `workload-never-ready` for one that cannot come up. */
export async function settleSurroundings(host: KubeHost, { emit, clock }: DeployRequest, log: WorkloadLog, signal: AbortSignal): Promise<void> {
  const makers = host.prepared.surroundings.filter((object) => templateOf(object) && object.kind !== 'CronJob');
  if (makers.length === 0) return;
  const { service, prepared } = host;
  const mayStart = (pod: V1Pod) => isDone(pod) || standsInFront(service, prepared.workload, pod.metadata?.labels ?? {});
  const giveUpAt = performance.now() + patienceMs;
  let pods: V1Pod[] = [];
  while (!signal.aborted && performance.now() < giveUpAt) {
    const query = { labelSelector: `${roleLabel}=surroundings` };
    pods = (await host.client.api.call<{ items: V1Pod[] }>(`/api/v1/namespaces/${host.namespace}/pods`, { query })).items;
    if (pods.length >= makers.length && pods.every(mayStart)) return;
    const stuck = pods.flatMap((pod) => podProblem(pod) ?? []).find((problem) => problem.patienceMs === 0);
    if (stuck) throw neverReady(`has surroundings that do not come up: ${stuck.what}`, log, 'workload.manifests');
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
  const waiting = pods.filter((pod) => !mayStart(pod)).map((pod) => stateInWords(pod));
  emit({
    kind: 'note',
    t: clock(),
    code: 'surroundings-not-ready',
    text: `the workload was started before what surrounds it was ready: ${waiting.join('; ')}`,
  });
}
