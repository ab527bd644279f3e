import type { PhaseAnalysis } from '../../analysis/document.ts';
import { worst } from '../loose-reference.ts';
import type { Capacity } from './capacity.ts';
import { type UsageLine, usageAt, usageLine } from './usage-line.ts';

/** What the runs at the recommended limit say about one pod, over its load in iterations per second. */
export interface PodModel {
  /** Millicores: the lowest at `perPod`, because a target from too much CPU would be reached too late. */
  readonly cpuAtCapacity: number | null;
  readonly cpu: UsageLine | undefined;
  /** Working set where it was measured, which is what the metrics API serves, else the hard part. */
  readonly memory: UsageLine | undefined;
  readonly memoryIs: 'working set' | 'hard part';
  /** Still held at the end of cooldown, the worst of the runs. */
  readonly keptBytes: number | null;
  /** Highest peak at `perPod`. */
  readonly peakBytesAtCapacity: number | null;
}

const lowest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
};

const peakOf = ({ peakBytes }: PhaseAnalysis): number | null => peakBytes.hardPart ?? peakBytes.sampled ?? peakBytes.watermark;

export function podModel({ runs, levels }: Capacity): PodModel {
  const workingSet = usageLine(runs, (phase) => phase.workingSet10sBytes);
  return {
    cpuAtCapacity: lowest(levels.map(({ cpuMillicores }) => cpuMillicores)),
    cpu: usageLine(runs, ({ cpuMillicores }) => cpuMillicores),
    memory: workingSet ?? usageLine(runs, ({ medianHardBytes }) => medianHardBytes),
    memoryIs: workingSet === undefined ? 'hard part' : 'working set',
    keptBytes: worst(runs.map(({ retainedBytes }) => retainedBytes)),
    peakBytesAtCapacity: worst(levels.map(peakOf)),
  };
}

/** Whether a load per pod above what was tried takes it over its limit, by the line of memory through the peak that was seen; null without either. */
export function passesLimit(model: PodModel, perPod: number, limitBytes: number): (loadPerPod: number) => boolean | null {
  return (loadPerPod) => {
    if (loadPerPod <= perPod) return false;
    if (model.memory === undefined || model.peakBytesAtCapacity === null) return null;
    const more = Math.max(0, usageAt(model.memory, loadPerPod) - usageAt(model.memory, perPod));
    return model.peakBytesAtCapacity + more > limitBytes;
  };
}
