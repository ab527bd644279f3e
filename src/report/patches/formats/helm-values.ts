import type { PatchFormat } from '../patch.ts';
import { resourcesOf } from '../resources.ts';
import { runtimeRemarks } from '../runtime-remarks.ts';
import { yamlText } from '../yaml-text.ts';

/** `resources` at the top is where the chart that `helm create` makes has them; further containers have no common place. */
export const helmValues: PatchFormat = {
  file: 'helm-values.yaml',
  what: 'values for a Helm chart',
  use: () => 'helm upgrade ... -f helm-values.yaml, after moving the keys to where your chart reads them',
  needs: 'limit',
  write: (input) => {
    const [first, ...others] = input.containers;
    if (first === undefined) return { none: 'no container has a number to set' };
    const values = {
      resources: resourcesOf(first),
      ...Object.fromEntries(others.map((container) => [container.name, { resources: resourcesOf(container) }])),
    };
    const place = `resources: is for container ${first.name}, where a chart made by helm create reads it; other charts may want it below another key.`;
    return { text: yamlText(input, [values], [place, ...runtimeRemarks(input)]) };
  },
};
