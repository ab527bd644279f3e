import type { ContainerRecommendation, Recommendation } from '../../recommend/document.ts';
import type { SingleMetric } from './metric.ts';

function ofContainers(field: 'limitBytes' | 'requestBytes' | 'needBytes' | 'marginBytes', what: string): SingleMetric {
  const value = ({ memory }: ContainerRecommendation) => memory[field];
  return {
    key: `containers.*.memory.${field}`,
    what,
    unit: 'bytes',
    from: 'recommendation',
    read: ({ containers }: Recommendation) => containers.map((container) => ({ name: container.name, value: value(container) })),
  };
}

export const recommendationMetrics: readonly SingleMetric[] = [
  ofContainers('limitBytes', 'recommended limit'),
  ofContainers('requestBytes', 'recommended request'),
  ofContainers('needBytes', 'lowest limit that passed in most of its runs'),
  ofContainers('marginBytes', 'margin on top of the need'),
  {
    key: 'current.headroomBytes',
    what: "the manifest's limit minus the recommended one",
    unit: 'bytes',
    from: 'recommendation',
    read: ({ current }) => [{ name: '', value: current.headroomBytes }],
  },
];
