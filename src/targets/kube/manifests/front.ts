import type { KubeObject } from '../../../ports/agent.ts';
import { selects } from './autoscalers.ts';
import { templateOf } from './workload-kinds.ts';

/**
 * Whether a pod with these labels takes the traffic in front of the sized workload: the Service that is called leads to it, and not to the workload.
 * Such a pod is ready only after the workload is, so nothing may wait for it before.
 */
export function standsInFront(service: KubeObject, workload: KubeObject, labels: Readonly<Record<string, string>>): boolean {
  const { selector } = (service.spec ?? {}) as { selector?: Readonly<Record<string, string>> };
  if (!selector || Object.keys(selector).length === 0) return false;
  const leadsTo = (of: Readonly<Record<string, string>>) => selects({ matchLabels: selector }, of);
  return leadsTo(labels) && !leadsTo(templateOf(workload)?.metadata?.labels ?? {});
}
