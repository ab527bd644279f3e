import type { PatchFormat } from '../patch.ts';
import { yamlText } from '../yaml-text.ts';
import { strategicMerge } from './strategic-merge.ts';

/** A component, because it can be added to an overlay as it is: a kustomization of its own would need the workload among its resources. */
export const kustomize: PatchFormat = {
  file: 'kustomization.yaml',
  what: 'kustomize component with that patch',
  use: () => 'add this folder to the components of your kustomization',
  needs: 'limit',
  write: (input) => {
    const { kind, name } = input.workload;
    const component = {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      patches: [{ path: strategicMerge.file, target: { kind, name } }],
    };
    return { text: yamlText(input, [component]) };
  },
};
