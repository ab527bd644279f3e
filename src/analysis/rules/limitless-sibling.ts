import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: a container of the pod has no memory limit. Then the pod as a whole has none either, and that container can take the node. Evidence: the pod's spec.
 * Init containers end before the others run and are left out. False positive: a LimitRange that would set one in the real namespace.
 */
export const limitlessSibling: Rule = {
  id: 'limitless-sibling',
  title: 'A container beside the sized one has no memory limit',
  remedy: 'Give it a limit from its measured peak. Until then its growth ends at the memory of the node, and may kill other pods.',
  needs: ['pods'],
  evaluate({ all, plan }) {
    const containers = all.flatMap((recording) => recording.containers ?? []).filter(({ role }) => role === 'app' || role === 'sidecar');
    const open = new Map(containers.filter(({ name, limitBytes }) => name !== plan.workload.container && limitBytes === null).map((each) => [each.name, each]));
    if (open.size === 0) return clear('every container that runs beside the sized one has a memory limit');
    const evidence = [...open.values()].map(({ name }) => `${name}: the highest it held was ${highest(name, containers)}`);
    return finding(`${[...open.keys()].join(', ')} can grow as far as the node allows`, evidence);
  },
};

function highest(
  name: string,
  containers: readonly { readonly name: string; readonly peakBytes: { readonly watermark: number | null; readonly sampled: number | null } }[],
): string {
  const peaks = containers.filter((each) => each.name === name).map(({ peakBytes }) => peakBytes.watermark ?? peakBytes.sampled ?? 0);
  const bytes = Math.max(0, ...peaks);
  return bytes === 0 ? 'not measured' : `${Math.round(bytes / 2 ** 20)}Mi`;
}
