import { formatMemory } from '../../shared/quantity.ts';
import { lossesOf } from '../diagnosis/losses.ts';
import type { RecordingAnalysis } from '../document.ts';
import { clear, finding, type Rule, type RuleResult } from './rule.ts';

interface AtLimit {
  readonly limitBytes: number;
  readonly kills: number;
  readonly lost: readonly string[];
  readonly words: string;
}

/**
 * Detects: two floors, one at which it survives and a higher one at which it is unharmed: the cache between them is part of the need. Evidence: kills, lost or
 * late requests, stall and refaults by limit. A cache that streams through is cut and read again without any loss, and is clear. False positive:
 * a heap that works harder under a lower limit and reads no file again.
 */
export const cacheMattered: Rule = {
  id: 'cache-mattered',
  title: 'Page cache is part of what it needs',
  remedy: 'Take the limit at which it is unharmed, not the one it survives; alert on latency and memory pressure, because no kill will tell.',
  needs: ['loose-recordings', 'faults'],
  evaluate({ loose, all }) {
    const bound = all.filter(({ uncensored, outcome }) => !uncensored && outcome !== 'error' && outcome !== 'interrupted');
    const limits = [...Map.groupBy(bound, ({ limitBytes }) => limitBytes)].sort(([a], [b]) => a - b).map(([, runs]) => atLimit(runs, loose));
    if (limits.length === 0) return clear('no limit bound, so nothing was cut');
    return floors(limits);
  },
};

function floors(limits: readonly AtLimit[]): RuleResult {
  const killed = limits.findLast(({ kills }) => kills > 0)?.limitBytes ?? 0;
  const harmed = limits.findLast(({ kills, lost }) => kills === 0 && lost.length > 0);
  if (harmed === undefined || harmed.limitBytes <= killed) return clear('limits cut into the cache, and nothing was lost above those that killed');
  const survives = limits.find(({ limitBytes }) => limitBytes > killed)?.limitBytes ?? harmed.limitBytes;
  const unharmed = limits.find(({ limitBytes }) => limitBytes > harmed.limitBytes)?.limitBytes;
  const above = unharmed === undefined ? `is unharmed only above ${formatMemory(harmed.limitBytes)}` : `is unharmed from ${formatMemory(unharmed)} on`;
  return finding(
    `it survives at ${formatMemory(survives)} and ${above}`,
    limits.map(({ words }) => words),
  );
}

function atLimit(runs: readonly RecordingAnalysis[], loose: readonly RecordingAnalysis[]): AtLimit {
  const limitBytes = runs[0]?.limitBytes ?? 0;
  const kills = runs.reduce((sum, recording) => sum + recording.kills.length, 0);
  const lost = runs.some(({ outcome }) => outcome === 'never-ready') ? ['never became ready'] : lossesOf(runs, loose);
  const levels = runs.flatMap(({ phases }) => phases.filter(({ phaseKind }) => phaseKind === 'level'));
  const stall = Math.max(0, ...levels.map(({ memoryStall }) => memoryStall ?? 0));
  const refaults = Math.max(0, ...levels.map(({ refaultsPerSecond }) => refaultsPerSecond ?? 0));
  const what = kills > 0 ? `${kills} killed` : lost.length > 0 ? lost.join(', ') : 'nothing lost';
  return { limitBytes, kills, lost, words: `${formatMemory(limitBytes)}: ${what}; ${Math.round(100 * stall)} % stalled, ${Math.round(refaults)} refaults/s` };
}
