import { counted } from '../counted.ts';
import { clear, finding, type Rule } from './rule.ts';

/** Kubernetes' own alert CPUThrottlingHigh (kubernetes-mixin) fires above this share of periods. */
const throttledShare = 0.25;

/**
 * Detects: the CPU limit holds the workload back, so that requests queue and memory follows the queue. Evidence: throttled scheduling periods of
 * a level. False positive: many threads in short bursts are throttled at low average use and may still be quick enough.
 */
export const throttledCpu: Rule = {
  id: 'throttled-cpu',
  title: 'Throttled by the CPU limit',
  remedy: 'Measure again with more CPU: memory follows concurrency, and concurrency follows CPU. Consider no CPU limit.',
  needs: ['loose-recordings', 'cpu-quota'],
  evaluate({ loose }) {
    const evidence = loose.flatMap(({ recording, phases }) =>
      phases
        .filter((phase) => phase.phaseKind === 'level' && (phase.throttledShare ?? 0) > throttledShare)
        .map(
          (phase) => `${recording}/${phase.name}: ${Math.round((phase.throttledShare ?? 0) * 100)} % of periods, ${Math.round(phase.cpuMillicores ?? 0)}m used`,
        ),
    );
    return evidence.length === 0 ? clear('no level was throttled much') : finding(`${counted(evidence.length, 'level')} ran into the CPU limit`, evidence);
  },
};
