import type { RecordingAnalysis } from '../analysis/document.ts';
import { variantDurationMs } from '../plan/derive.ts';
import type { Plan, Variant } from '../plan/plan.ts';
import { formatDuration } from '../shared/duration.ts';

/** One recording as it was made: how long it took from its deployment to the removal of the workload. */
export interface Made {
  readonly variant: Variant;
  readonly wallMs: number;
}

/** What a recording takes beyond the load that the plan asks for: mean over those that were made, 0 before there is one. Runs that were stopped early count as no overhead. */
export function overheadMs(plan: Plan, made: readonly Made[]): number {
  if (made.length === 0) return 0;
  const beyond = made.map(({ variant, wallMs }) => Math.max(0, wallMs - variantDurationMs(plan, variant)));
  return beyond.reduce((sum, ms) => sum + ms, 0) / made.length;
}

const totalMs = (made: readonly Made[]): number => made.reduce((sum, { wallMs }) => sum + wallMs, 0);

/** Where the time went, `made` being the last of what was analysed: `environment 1m02s, recordings 1m50s, replays 4m05s; 48s of it deploying`. */
export function formatWallTime(provisionMs: number, made: readonly Made[], analysed: readonly RecordingAnalysis[]): string {
  const loose = made.filter(({ variant }) => variant.purpose === 'record');
  const replays = made.filter(({ variant }) => variant.purpose !== 'record');
  const startups = analysed.slice(-made.length).flatMap(({ phases }) => phases.filter(({ name }) => name === 'startup'));
  const deployMs = startups.reduce((sum, { endMs }) => sum + endMs, 0);
  const parts = [
    ['environment', provisionMs],
    ['recordings', totalMs(loose)],
    ['replays', totalMs(replays)],
  ] as const;
  const spent = parts.filter(([, ms]) => ms >= 500).map(([name, ms]) => `${name} ${formatDuration(Math.round(ms / 1000) * 1000)}`);
  return `${spent.join(', ')}; ${formatDuration(Math.round(deployMs / 1000) * 1000)} of it until the workload was ready`;
}
