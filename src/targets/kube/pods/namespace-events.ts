import type { CoreV1Event } from '@kubernetes/client-node';
import type { KubeApi } from '../api/api.ts';

/** What controllers and kubelets warned of in a namespace, newest last; empty where events may not be read. */
export async function warnings(api: KubeApi, namespace: string): Promise<readonly CoreV1Event[]> {
  try {
    const { items } = await api.call<{ items: CoreV1Event[] }>(`/api/v1/namespaces/${namespace}/events`, { query: { fieldSelector: 'type=Warning' } });
    return items.sort((a, b) => timeOf(a) - timeOf(b));
  } catch {
    return [];
  }
}

function timeOf({ lastTimestamp, eventTime, metadata }: CoreV1Event): number {
  return new Date(lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? 0).getTime();
}

/** Of a controller that may not make its pods: quota, Pod Security, admission webhooks. */
export function refusedPods(events: readonly CoreV1Event[]): string | undefined {
  return events.filter(({ reason }) => reason === 'FailedCreate').at(-1)?.message;
}

/** The last of what is said about one pod. */
export function lastWarnings(events: readonly CoreV1Event[], podUid: string | undefined): string[] {
  const own = events.filter(({ involvedObject }) => involvedObject.uid === podUid);
  return [...new Set(own.map(({ reason, message }) => `${reason}: ${message}`))].slice(-3);
}
