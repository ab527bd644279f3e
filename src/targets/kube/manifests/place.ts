import type { KubeObject } from '../../../ports/agent.ts';
import { type ContainerSpec, type PodSpec, withTemplate } from './workload-kinds.ts';

export interface Placement {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Value of the role label of the pods that the object makes. */
  readonly role: 'workload' | 'surroundings';
  /** Images that were loaded into the nodes: they are never pulled. */
  readonly loadedImages: ReadonlySet<string>;
}

export const roleLabel = 'highwater.dev/role';

/** Written by the API server; server-side apply refuses or ignores it. */
function withoutServerFields({ status: _status, ...object }: KubeObject): KubeObject {
  const {
    uid: _uid,
    resourceVersion: _version,
    managedFields: _fields,
    creationTimestamp: _created,
    generation: _generation,
    ownerReferences: _owners,
    ...metadata
  } = object.metadata as KubeObject['metadata'] & Record<string, unknown>;
  return { ...object, metadata } as KubeObject;
}

/** A Service of the run is reached from inside, or through one that highwater adds: ports of nodes may be taken, and load balancers cost. */
function insideOnly(object: KubeObject): KubeObject {
  const spec = object.spec as { type?: string; ports?: readonly Record<string, unknown>[] } | undefined;
  if (object.kind !== 'Service' || (spec?.type !== 'NodePort' && spec?.type !== 'LoadBalancer')) return object;
  const {
    loadBalancerIP: _ip,
    externalTrafficPolicy: _policy,
    healthCheckNodePort: _check,
    loadBalancerClass: _class,
    allocateLoadBalancerNodePorts: _allocate,
    ...rest
  } = spec as Record<string, unknown>;
  const ports = (spec.ports ?? []).map(({ nodePort: _port, ...port }) => port);
  return { ...object, spec: { ...rest, type: 'ClusterIP', ports } };
}

/** Subjects of a RoleBinding name their namespace; they move along. */
function subjectsMoved(object: KubeObject, namespace: string): KubeObject {
  if (object.kind !== 'RoleBinding' || !Array.isArray(object.subjects)) return object;
  const subjects = (object.subjects as { kind: string; namespace?: string }[]).map((subject) =>
    subject.kind === 'ServiceAccount' ? { ...subject, namespace } : subject,
  );
  return { ...object, subjects };
}

function neverPulled(container: ContainerSpec, loaded: ReadonlySet<string>): ContainerSpec {
  if (container.image === undefined || !loaded.has(container.image) || container.imagePullPolicy === 'Never') return container;
  return { ...container, imagePullPolicy: 'IfNotPresent' };
}

function placedSpec(spec: PodSpec, loaded: ReadonlySet<string>): PodSpec {
  const containers = spec.containers.map((container) => neverPulled(container, loaded));
  return spec.initContainers
    ? { ...spec, containers, initContainers: spec.initContainers.map((container) => neverPulled(container, loaded)) }
    : { ...spec, containers };
}

/** The object as it goes into the namespace of the run, labelled as its own. */
export function placed(object: KubeObject, { namespace, labels, role, loadedImages }: Placement): KubeObject {
  const moved = subjectsMoved(insideOnly(withoutServerFields(object)), namespace);
  const labelled: KubeObject = { ...moved, metadata: { ...moved.metadata, namespace, labels: { ...moved.metadata.labels, ...labels } } };
  if (labelled.kind === 'Pod') {
    const pod = withTemplate(labelled, (template) => ({ ...template, spec: placedSpec(template.spec, loadedImages) }));
    return { ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, [roleLabel]: role } } };
  }
  return withTemplate(labelled, (template) => ({
    ...template,
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...labels, [roleLabel]: role } },
    spec: placedSpec(template.spec, loadedImages),
  }));
}

/** What `placed` changes beside namespace and labels, for people. */
export function placementChanges(object: KubeObject): string[] {
  const { type } = (object.spec ?? {}) as { type?: string };
  return object.kind === 'Service' && (type === 'NodePort' || type === 'LoadBalancer') ? [`Service/${object.metadata.name}: type ${type} -> ClusterIP`] : [];
}

/** Pins the pods of a DaemonSet to one node: one pod is measured. */
export function onNode(object: KubeObject, node: string): KubeObject {
  return withTemplate(object, (template) => ({
    ...template,
    spec: { ...template.spec, nodeSelector: { ...template.spec.nodeSelector, 'kubernetes.io/hostname': node } },
  }));
}
