import type { KubeObject } from '../../../ports/agent.ts';
import { templateOf } from './workload-kinds.ts';

interface Reference {
  readonly kind?: string;
  readonly name?: string;
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

const refers = (reference: Reference | undefined, workload: KubeObject): boolean =>
  reference?.kind === workload.kind && reference.name === workload.metadata.name;

/** Whether a label selector selects these labels, by the four operators that there are (apimachinery labels.Selector). */
export function selects({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const plain = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return (
    plain &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const listed = value !== undefined && values.includes(value);
      return operator === 'In' ? listed : !listed;
    })
  );
}

/** Whether the object would change size or number of the workload's pods, or keep them from being removed, in the middle of a measurement. */
export function interferes(object: KubeObject, workload: KubeObject): boolean {
  const spec = object.spec as { scaleTargetRef?: Reference; targetRef?: Reference; selector?: LabelSelector } | undefined;
  if (object.kind === 'HorizontalPodAutoscaler' || object.kind === 'ScaledObject') return refers({ kind: 'Deployment', ...spec?.scaleTargetRef }, workload);
  if (object.kind === 'VerticalPodAutoscaler') return refers(spec?.targetRef, workload);
  if (object.kind !== 'PodDisruptionBudget' || !spec?.selector) return false;
  return selects(spec.selector, templateOf(workload)?.metadata?.labels ?? {});
}
