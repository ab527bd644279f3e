import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../../ports/agent.ts';
import { HighwaterError } from '../../../shared/errors.ts';
import { formatMemory, MiB } from '../../../shared/quantity.ts';
import type { KubeApi } from '../api/api.ts';
import { ApiFailure } from '../api/api-failure.ts';
import { explaining } from '../failures.ts';
import { templateOf } from '../manifests/workload-kinds.ts';
import { highestAdmitted } from './highest-admitted.ts';
import { podChanges } from './pod-changes.ts';
import { rehearsedPod } from './rehearsed-pod.ts';

export interface PodRehearsal {
  readonly api: KubeApi;
  /** The workload with a limit, as it would be applied. */
  readonly workloadAt: (limitBytes: number) => KubeObject;
  readonly container: string;
  readonly limitBytes: number;
  /** No recording has a higher limit. */
  readonly ceilingBytes: number;
  readonly note: (code: string, text: string) => void;
}

const pollMs = 200;
/** Controllers make the service account of a new namespace, and count for a new quota, within moments. */
const earlyTries = 50;

/** Why nothing can be rehearsed: a webhook with side effects refuses every dry run (Kubernetes, "Side effects" of admission webhooks). */
const cannotRehearse = (error: unknown): boolean => error instanceof ApiFailure && /does not support dry run/i.test(error.message);
const isEarly = (error: unknown): boolean => error instanceof ApiFailure && /error looking up service account|status unknown for quota/i.test(error.message);

/** The pod as the API server would take it; nothing is made. Throws ApiFailure. */
async function admit(api: KubeApi, pod: KubeObject, tries = earlyTries): Promise<KubeObject> {
  try {
    return await api.call<KubeObject>(`/api/v1/namespaces/${pod.metadata.namespace}/pods`, { method: 'POST', query: { dryRun: 'All' }, body: pod });
  } catch (error) {
    if (!isEarly(error) || tries <= 1) throw error;
    await sleep(pollMs);
    return admit(api, pod, tries - 1);
  }
}

/** The same, with refusals explained; undefined where the cluster cannot rehearse. */
async function explained(api: KubeApi, pod: KubeObject): Promise<KubeObject | undefined> {
  try {
    return await admit(api, pod);
  } catch (error) {
    if (cannotRehearse(error)) return undefined;
    return explaining(pod, () => Promise.reject(error));
  }
}

/** Throws `environment-missing` with the words of whatever keeps pods of the surroundings out. A CronJob makes them when it likes. */
export async function rehearseSurroundings(api: KubeApi, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) if (templateOf(object) && object.kind !== 'CronJob') await explained(api, rehearsedPod(object));
}

function judge(asked: KubeObject, answer: KubeObject, { container, note }: PodRehearsal): void {
  const { sizedLimit, others } = podChanges(asked, { ...answer, kind: 'Pod' }, container);
  for (const each of others) note('pod-changed', each);
  if (sizedLimit === undefined) return;
  throw new HighwaterError('environment-missing', `the cluster changes the limit of container ${container} on its way in: ${sizedLimit}`, {
    hint: 'a LimitRange, an autoscaler or another admission webhook does that in new namespaces: exempt those of highwater, named highwater-*',
  });
}

/**
 * Asks whether the cluster would take the workload's pod, with the limit of the manifest and how much above it. Answers the highest limit that is admitted.
 * Throws `environment-missing` with the words of whatever is in the way.
 */
export async function rehearsePod(rehearsal: PodRehearsal): Promise<number> {
  const { api, workloadAt, limitBytes, ceilingBytes, note } = rehearsal;
  const podAt = (bytes: number) => rehearsedPod(workloadAt(bytes));
  const pod = podAt(limitBytes);
  const answer = await explained(api, pod);
  if (!answer) return ceilingBytes;
  judge(pod, answer, rehearsal);
  let refusal = '';
  const admits = async (bytes: number) => {
    const refused = await admit(api, podAt(bytes)).then(
      () => undefined,
      (error: Error) => error,
    );
    if (refused) refusal = refused.message;
    return refused === undefined;
  };
  const highest = await highestAdmitted(admits, limitBytes, Math.floor(ceilingBytes / MiB) * MiB);
  if (refusal !== '') note('limit-capped', `no limit above ${formatMemory(highest)} is admitted: ${refusal.replace(/^\S+ \S+: /, '')}`);
  return highest;
}
