import type { PatchFormat } from '../patch.ts';
import { quantityText } from '../quantity-text.ts';
import { yamlText } from '../yaml-text.ts';

/** What a container without numbers of its own gets: one that is injected later is not left without a limit beside a measured one. */
export const limitRange: PatchFormat = {
  file: 'limit-range.yaml',
  what: 'LimitRange: what a container of the namespace gets that names no numbers',
  use: () => 'kubectl apply -n NAMESPACE -f limit-range.yaml; it reaches every new pod of the namespace',
  needs: 'limit',
  write: (input) => {
    const largest = input.containers.toSorted((a, b) => (b.limitBytes ?? 0) - (a.limitBytes ?? 0))[0];
    if (largest === undefined || largest.limitBytes === null) return { none: 'no container has a limit to set' };
    const request = largest.requestBytes ?? largest.limitBytes;
    const item = {
      type: 'Container',
      default: { memory: quantityText(largest.limitBytes) },
      defaultRequest: { memory: quantityText(Math.min(request, largest.limitBytes)) },
    };
    const object = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: `${input.workload.name}-defaults` }, spec: { limits: [item] } };
    return { text: yamlText(input, [object], ['Reaches every container of the namespace that names no memory of its own.']) };
  },
};
