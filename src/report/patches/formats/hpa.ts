import type { HpaMetric } from '../../../recommend/hpa/document.ts';
import type { PatchFormat, PatchInput } from '../patch.ts';
import { yamlText } from '../yaml-text.ts';

/** Built-in kinds with a scale subresource. */
const scalable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

/** Without `behavior`: the traffic of the plan was replayed against the controller's defaults. */
export const hpa: PatchFormat = {
  file: 'hpa.yaml',
  what: 'HorizontalPodAutoscaler autoscaling/v2',
  use: () => 'kubectl apply -f hpa.yaml, together with the requests: its percentages are of those',
  needs: 'limit',
  write: (input) => {
    const { kind, name, apiVersion } = input.workload;
    const advice = input.recommendation.hpa;
    if (!scalable.has(kind)) return { none: `a ${kind} cannot be scaled by an HPA` };
    if (advice === undefined || advice.metrics.length === 0)
      return { none: advice === undefined ? 'no target was computed' : `no target is recommended: ${advice.why}` };
    const { minReplicas, maxReplicas } = advice;
    if (minReplicas === null || maxReplicas === null) return { none: 'replica counts need traffic in the plan (traffic.idle, expected, peak)' };
    const object = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name },
      spec: { scaleTargetRef: { apiVersion, kind, name }, minReplicas, maxReplicas, metrics: advice.metrics.map((metric) => metricOf(metric, input)) },
    };
    const conflicts = advice.conflicts.map((other) => `Take ${other} away first: two autoscalers of one workload work against each other.`);
    return { text: yamlText(input, [object], ['Percentages of the requests in resources-patch.yaml: apply both.', ...conflicts]) };
  },
};

function metricOf({ type, resource, averageUtilization }: HpaMetric, { containers }: PatchInput): unknown {
  const target = { type: 'Utilization', averageUtilization };
  if (type === 'Resource') return { type, resource: { name: resource, target } };
  return { type, containerResource: { name: resource, container: containers[0]?.name, target } };
}
