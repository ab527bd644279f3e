import type { KubeObject } from '../../../ports/agent.ts';

/** As far as the changes on the way need to know a pod. */
export interface ContainerSpec {
  readonly name: string;
  readonly image?: string;
  readonly imagePullPolicy?: string;
  readonly restartPolicy?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly resources?: { readonly limits?: Readonly<Record<string, unknown>>; readonly requests?: Readonly<Record<string, unknown>> };
}

export interface PodSpec {
  readonly containers: readonly ContainerSpec[];
  readonly initContainers?: readonly ContainerSpec[];
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

/** Where each kind keeps the pods it makes. */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

type Tree = Readonly<Record<string, unknown>>;

/** The pod template of a workload, or a Pod itself; undefined for everything else. */
export function templateOf(object: KubeObject): PodTemplate | undefined {
  const path = templatePaths[object.kind];
  if (!path) return undefined;
  const found = path.reduce<unknown>((node, key) => (node as Tree | undefined)?.[key], object) as PodTemplate | undefined;
  return found?.spec?.containers ? found : undefined;
}

function replaceAt(node: Tree, path: readonly string[], value: (before: unknown) => unknown): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return value(node) as Tree;
  return { ...node, [key]: replaceAt((node[key] ?? {}) as Tree, rest, value) };
}

/** The same object with another pod template. */
export function withTemplate(object: KubeObject, change: (template: PodTemplate) => PodTemplate): KubeObject {
  const path = templatePaths[object.kind];
  if (!path || !templateOf(object)) return object;
  return replaceAt(object, path, (template) => change(template as PodTemplate)) as KubeObject;
}

/** The same object with `change` laid over its spec. */
export function withSpec(object: KubeObject, change: Tree): KubeObject {
  return { ...object, spec: { ...(object.spec as Tree | undefined), ...change } };
}

export function allContainers({ containers, initContainers = [] }: PodSpec): readonly ContainerSpec[] {
  return [...initContainers, ...containers];
}

/** Kind/name, as people write it. */
export function nameOf({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.name}`;
}
