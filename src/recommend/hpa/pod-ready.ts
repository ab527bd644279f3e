import { worst } from '../loose-reference.ts';
import type { Survey } from '../survey.ts';
import { hpaPolicy } from './hpa-policy.ts';

export interface PodReady {
  readonly ms: number;
  readonly source: 'measured' | 'assumed';
}

/** How long a new pod takes until it gets its share: measured where pods were started, else the start of the process and what a cluster adds. */
export function podReadyOf(survey: Survey): PodReady {
  const slowestMs = worst(survey.runs.counted.map(({ readyMs }) => readyMs)) ?? 0;
  const { kind } = survey.plan.target;
  if (slowestMs > 0 && (kind === 'kind' || kind === 'cluster')) return { ms: slowestMs, source: 'measured' };
  return { ms: slowestMs + hpaPolicy.placementMs, source: 'assumed' };
}
