import type { RecordingAnalysis } from './document.ts';
import type { RecordingFacts } from './facts/facts.ts';
import { ownLimitHits } from './metrics/limit-hits.ts';
import { cgroupsOf, peaksOf } from './metrics/peaks.ts';

type ContainerAnalysis = NonNullable<RecordingAnalysis['containers']>[number];

/** Peaks of every container, in the order in which they were announced, with what the pod's spec says of it. */
export function containersOf(facts: RecordingFacts): ContainerAnalysis[] {
  const workloads = [...facts.cgroups.values()].filter(({ announced }) => announced.role === 'workload');
  const names = [...new Set(workloads.map(({ announced }) => announced.container))];
  return names.map((name) => ({
    name,
    limitBytes: cgroupsOf(facts, name).at(-1)?.announced.limitBytes ?? null,
    peakBytes: peaksOf(facts, name),
    ...specified(facts, name),
  }));
}

/** Nothing where there is no pod. */
function specified(facts: RecordingFacts, name: string): Partial<ContainerAnalysis> {
  const spec = [...facts.pods.values()].flatMap((pod) => pod.spec?.containers.find((container) => container.name === name) ?? [])[0];
  if (!spec) return {};
  const { role, requestBytes, limitBytes, requestMillicores, limitMillicores } = spec;
  return { role, requestBytes, limitBytes, requestMillicores, limitMillicores, uncensored: ownLimitHits(facts, name) === 0 };
}
