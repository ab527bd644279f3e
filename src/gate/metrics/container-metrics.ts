import type { RecordingAnalysis } from '../../analysis/document.ts';
import type { RepeatedMetric } from './metric.ts';

type Container = NonNullable<RecordingAnalysis['containers']>[number];

/** Older recordings know the sized container only. */
const containersOf = ({ containers, limitBytes, peakBytes }: RecordingAnalysis, sized: string): readonly Container[] =>
  containers ?? [{ name: sized, limitBytes, peakBytes }];

function peak(key: string, what: string, of: (container: Container) => number | null): RepeatedMetric {
  return {
    key,
    what,
    unit: 'bytes',
    from: 'recordings',
    aggregation: 'worst',
    read: (recording, sized) => containersOf(recording, sized).map((container) => ({ name: container.name, value: of(container) })),
  };
}

/** The watermark misses nothing; kernels without one leave the highest sample. */
export const containerMetrics: readonly RepeatedMetric[] = [
  peak('containers.*.memory.peakBytes', 'highest memory use, page cache included', ({ peakBytes }) => peakBytes.watermark ?? peakBytes.sampled),
  peak('containers.*.memory.hardPeakBytes', 'highest memory that cannot be reclaimed', ({ peakBytes }) => peakBytes.hardPart),
];
