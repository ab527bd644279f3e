/** One field of `resources` that is to get a value. */
export interface FieldValue {
  readonly group: 'limits' | 'requests';
  readonly resource: 'memory' | 'cpu';
  /** A Kubernetes quantity. */
  readonly value: string;
}

/** What one container of a workload is to be given. */
export interface ContainerValues {
  readonly container: string;
  readonly fields: readonly FieldValue[];
}

export const fieldName = ({ group, resource }: Pick<FieldValue, 'group' | 'resource'>): string => `resources.${group}.${resource}`;
