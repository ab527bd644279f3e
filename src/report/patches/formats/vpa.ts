import type { PatchedContainer, PatchFormat } from '../patch.ts';
import { quantityText } from '../quantity-text.ts';
import { yamlText } from '../yaml-text.ts';

/**
 * A VerticalPodAutoscaler that only recommends (`Off`), kept between the need and the limit: below the need runs failed, and a request above the limit
 * is refused by the API server. Memory only, because CPU may belong to an HPA (VPA documentation: not both on one resource).
 * An init container that ends is none of its business: it watches what runs.
 */
export const vpa: PatchFormat = {
  file: 'vpa.yaml',
  what: 'VerticalPodAutoscaler in Off mode, kept between the need and the limit',
  use: () => 'kubectl apply -f vpa.yaml (needs the VPA resource definitions)',
  needs: 'limit',
  write: (input) => {
    const { apiVersion, kind, name } = input.workload;
    const object = {
      apiVersion: 'autoscaling.k8s.io/v1',
      kind: 'VerticalPodAutoscaler',
      metadata: { name },
      spec: {
        targetRef: { apiVersion, kind, name },
        updatePolicy: { updateMode: 'Off' },
        resourcePolicy: { containerPolicies: input.containers.filter(({ role }) => role !== 'init').map(policyOf) },
      },
    };
    return { text: yamlText(input, [object], ['Requests only: the limit stays the one that was measured.']) };
  },
};

function policyOf({ name, needBytes, requestBytes, limitBytes }: PatchedContainer): unknown {
  const least = needBytes ?? requestBytes;
  return {
    containerName: name,
    controlledResources: ['memory'],
    controlledValues: 'RequestsOnly',
    ...(least !== null && { minAllowed: { memory: quantityText(limitBytes === null ? least : Math.min(least, limitBytes)) } }),
    ...(limitBytes !== null && { maxAllowed: { memory: quantityText(limitBytes) } }),
  };
}
