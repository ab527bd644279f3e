import { variantDurationMs } from '../plan/derive.ts';
import type { Plan } from '../plan/plan.ts';
import { formatDuration } from '../shared/duration.ts';
import { formatMemory } from '../shared/quantity.ts';
import { type Margin, toleranceBytes } from './margin.ts';
import { floorMebibyte, stepBytes } from './step.ts';

const takes = (plan: Plan, load: 'ladder' | 'peak'): string => formatDuration(variantDurationMs(plan, { load }));

/** Which further run would narrow the margin most, by how many MiB and for how many minutes. */
export function marginHint(plan: Plan, needBytes: number, margin: Margin): string {
  const step = stepBytes(plan, needBytes);
  if (margin.edgeBytes !== null && margin.edgeBytes > step) {
    const middle = floorMebibyte(needBytes - margin.edgeBytes / 2);
    return `one more search run at ${formatMemory(middle)} would narrow the edge by ${formatMemory(margin.edgeBytes / 2)} (${takes(plan, 'peak')}; raise policy.maxRuns)`;
  }
  if (margin.spread !== null && toleranceBytes(plan, needBytes, margin.spread) > step) {
    const { relative, freedom } = margin.spread;
    const saved = toleranceBytes(plan, needBytes, margin.spread) - Math.max(step, toleranceBytes(plan, needBytes, { relative, freedom: freedom + 1 }));
    return `one more loose-limit recording would narrow it by about ${formatMemory(saved)} (${takes(plan, 'ladder')}; raise policy.recordings)`;
  }
  return `no run would narrow it: ${formatMemory(margin.bytes)} is the resolution of the search (policy.step)`;
}
