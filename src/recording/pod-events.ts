import { z } from 'zod';

/** Milliseconds since the recording's clock anchor, monotonic. */
const t = z.number();

const role = z.enum(['init', 'sidecar', 'app', 'ephemeral']);

const containerResources = z.strictObject({
  name: z.string(),
  /** `sidecar`: an init container that is restarted always. */
  role,
  requestBytes: z.number().nullable(),
  limitBytes: z.number().nullable(),
  requestMillicores: z.number().nullable(),
  limitMillicores: z.number().nullable(),
});

/** A pod of the workload as the API server has it, told when it is first seen and when one of these changes. `limitBytes`: of the pod's own resources. */
export const pod = z.strictObject({
  kind: z.literal('pod'),
  t,
  podUid: z.string(),
  name: z.string(),
  namespace: z.string(),
  node: z.string().nullable(),
  qosClass: z.enum(['Guaranteed', 'Burstable', 'BestEffort']).nullable(),
  priority: z.number().nullable(),
  limitBytes: z.number().nullable(),
  containers: z.array(containerResources),
});

/** The pod as a whole went to another phase, or its conditions changed. `deleting`: its deletion was asked for; `gone`: it is no longer there. */
export const podPhase = z.strictObject({
  kind: z.literal('pod-phase'),
  t,
  podUid: z.string(),
  phase: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  ready: z.boolean(),
  deleting: z.boolean(),
  gone: z.boolean().optional(),
  conditions: z.array(z.strictObject({ type: z.string(), status: z.string(), reason: z.string().optional() })),
});

/**
 * One container went to another state. `restart` is that of the container which the state is of. `overwritten`: it was only seen as the last state
 * of its successor. `startedAt` and `finishedAt` are the node's own, to the second.
 */
export const podStatus = z.strictObject({
  kind: z.literal('pod-status'),
  t,
  podUid: z.string(),
  container: z.string(),
  role,
  containerId: z.string().nullable(),
  restart: z.int(),
  state: z.enum(['waiting', 'running', 'terminated']),
  ready: z.boolean(),
  started: z.boolean().optional(),
  overwritten: z.boolean().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  exitCode: z.int().optional(),
  signal: z.int().optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
});

/** What a component of the cluster said about a pod of the workload or its node. `at` is when it last happened, by the component's clock. */
export const kubeEvent = z.strictObject({
  kind: z.literal('kube-event'),
  t,
  about: z.strictObject({ kind: z.string(), name: z.string(), uid: z.string().optional(), container: z.string().optional() }),
  type: z.string(),
  reason: z.string(),
  message: z.string(),
  count: z.int(),
  at: z.string().optional(),
  component: z.string().optional(),
});

/** A node that carries the workload, once it is known and whenever its conditions change or usage was read. Null where it may not be read. */
export const nodeState = z.strictObject({
  kind: z.literal('node-state'),
  t,
  node: z.string(),
  capacityBytes: z.number().nullable(),
  allocatableBytes: z.number().nullable(),
  /** Sum of the memory requests of all pods on the node. */
  requestedBytes: z.number().nullable(),
  /** Working set of the node as its kubelet tells it. */
  usageBytes: z.number().nullable(),
  ready: z.boolean(),
  memoryPressure: z.boolean(),
  pods: z
    .array(
      z.strictObject({
        namespace: z.string(),
        name: z.string(),
        uid: z.string(),
        qosClass: z.string(),
        priority: z.number().nullable(),
        requestBytes: z.number(),
        limitBytes: z.number().nullable(),
        usageBytes: z.number().nullable(),
      }),
    )
    .nullable(),
});
