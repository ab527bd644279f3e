import type { ContainerRecommendation } from '../document.ts';
import { qosClassOf } from '../request.ts';
import type { OtherContainer } from './other-containers.ts';

type QosClass = ContainerRecommendation['memory']['qosClass'];

/** Guaranteed or BestEffort only where every container is, init containers too. Source: Kubernetes, "Pod Quality of Service Classes". */
export function podQosClass(classes: readonly QosClass[]): QosClass {
  const [first = 'BestEffort', ...others] = classes;
  return others.every((each) => each === first) ? first : 'Burstable';
}

/** The containers of one pod, the sized one first: each gets the class of the whole pod, because eviction knows no other. */
export function inOnePod(sized: ContainerRecommendation, others: readonly OtherContainer[]): ContainerRecommendation[] {
  const classes = others.map(({ memory, cpu }) =>
    qosClassOf({
      memoryRequestBytes: memory.requestBytes,
      memoryLimitBytes: memory.limitBytes,
      cpuRequestMillicores: cpu.requestMillicores,
      // No CPU limit is emitted: the advice leaves it to a person.
      cpuLimitMillicores: null,
    }),
  );
  const qosClass = podQosClass([sized.memory.qosClass, ...classes]);
  return [sized, ...others].map((container) => ({ ...container, memory: { ...container.memory, qosClass } }));
}
