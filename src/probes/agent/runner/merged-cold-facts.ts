import type { ColdFacts } from '../../../ports/agent.ts';

/** How cold the nodes are together: as the worst of them. */
export function mergedColdFacts(all: readonly ColdFacts[]): ColdFacts {
  const details = [...new Set(all.flatMap(({ detail }) => detail ?? []))];
  const cold = all.length > 0 && all.every(({ method }) => method === 'evicted');
  return {
    method: cold ? 'evicted' : 'unavailable',
    files: all.reduce((sum, { files }) => sum + files, 0),
    residualBytes: all.reduce((sum, { residualBytes }) => sum + residualBytes, 0),
    ...(details.length > 0 && { detail: details.join('; ') }),
  };
}
