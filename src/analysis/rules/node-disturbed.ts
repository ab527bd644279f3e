import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/**
 * Detects: the node was short of memory, was not ready, or threw pods out while something was measured. Evidence: node conditions, events of the
 * cluster, kills for want of the machine's memory. False positive: pressure that began after the last level.
 */
export const nodeDisturbed: Rule = {
  id: 'node-disturbed',
  title: 'The node disturbed the run',
  remedy:
    'Measure again on a node with room: fewer other pods on it, or a larger one. What such a run says about a limit does not count where its pod was evicted.',
  needs: ['pods'],
  evaluate({ all }) {
    const disturbed = all.filter(({ disturbances }) => (disturbances ?? []).length > 0);
    const evidence = disturbed.flatMap(({ recording, disturbances }) =>
      (disturbances ?? []).map(({ tMs, text }) => `${recording} at ${Math.round(tMs)} ms: ${text}`),
    );
    if (evidence.length === 0) return clear('no pressure, eviction or outage of a node was seen');
    return finding(`nodes were in trouble during ${disturbed.length} of ${counted(all.length, 'recording')}`, evidence);
  },
};
